/* portal.js: the whole of our own script. No inline handlers, no eval, no framework. Everything here is an addition:
   each page works as plain forms and links without it. Words come from the page, in the reader's language. */

const root = document.documentElement;
const first = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const words = first("#toast-tpl")?.dataset ?? {};

/* The one polite live region. Emptied first, so that the same words are spoken again. */
function speak(text) {
  const live = first("#live");
  if (!live || !text) return;
  live.textContent = "";
  setTimeout(() => { live.textContent = text; }, 60);
}

/* Theme: the server reads the cookie and writes data-theme, so nothing flashes. This saves only the reload. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-toggle]");
  if (!button) return;
  event.preventDefault();
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  button.value = dark ? "dark" : "light";
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax${secure}`;
});

/* Dialogs are opened by <button commandfor=ID command=show-modal>; browsers without commandfor get it from here. */
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (!dialog) return;
    if (button.getAttribute("command") === "show-modal") dialog.showModal();
    if (button.getAttribute("command") === "close") dialog.close();
  });
}

/* form[data-ask=ID]: what cannot be undone is asked once more, in the dialog ID, which holds the form that is sent. */
document.addEventListener("submit", (event) => {
  const dialog = document.getElementById(event.target.dataset.ask ?? "");
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

/* Countdown on the server's clock: data-now on <html> is the database's time when the page was made. */
const startedAt = performance.now();
const serverStart = Date.parse(root.dataset.now ?? "") || Date.now();
const serverNow = () => serverStart + performance.now() - startedAt;

function tick() {
  for (const box of all("[data-deadline]")) {
    const left = Math.max(0, Math.ceil((Date.parse(box.dataset.deadline) - serverNow()) / 1000));
    const parts = { d: Math.floor(left / 86400), h: Math.floor((left % 86400) / 3600), m: Math.floor((left % 3600) / 60) };
    for (const [unit, number] of Object.entries(parts)) {
      const place = first(`[data-u=${unit}]`, box);
      const text = String(number).padStart(unit === "d" ? 1 : 2, "0");
      if (place && place.textContent !== text) place.textContent = text;
    }
    if ([3600, 600, 60].includes(left)) speak(box.dataset[`say${left}`]);
    if (left === 0 && !box.dataset.over) {
      box.dataset.over = "yes";
      box.dispatchEvent(new CustomEvent("deadline", { bubbles: true }));
      // A page that showed an open deadline shows its new state; typed text is guarded by the browser's own question.
      if ("reload" in box.dataset && Date.parse(box.dataset.deadline) > serverStart) setTimeout(() => location.reload(), 1500);
    }
  }
}
if (first("[data-deadline]")) {
  tick();
  setInterval(tick, 1000);
}

/* Money: digits are grouped while typing, the caret stays where it is; the server takes grouped digits. What was pasted
   in another grouping ("1,5") is left as it is, and so is a comma that a person typed until it groups thousands: the
   server asks about "1,00" instead of our making 100 of it. */
const GROUPED = /^\d{1,3}(,\d{3})+$/;
function noteComma(input) {
  const typed = input.value.normalize("NFKC").trim();
  if (typed.includes(",") && !GROUPED.test(typed)) input.dataset.comma = "";
}
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-money]")) noteComma(event.target); // as it came back from the server
});

function groupDigits(input, pasted) {
  const typed = input.value.normalize("NFKC").trim();
  if (pasted) noteComma(input);
  if (!typed.includes(",") || GROUPED.test(typed)) delete input.dataset.comma;
  if ("comma" in input.dataset || (pasted && !/^\d+$/.test(typed) && !GROUPED.test(typed))) return;
  const fromRight = input.value.length - (input.selectionStart ?? input.value.length);
  const digits = input.value.normalize("NFKC").replace(/[,\s]/g, "");
  if (!/^\d+$/.test(digits)) return; // something else was typed: leave it for the server to answer
  input.value = digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const caret = Math.max(0, input.value.length - fromRight);
  input.setSelectionRange(caret, caret);
}

/* Line items: data-sum on the form, data-line with data-qty on each row; totals as BigInt, for no digit may be lost. */
function sumLines(form) {
  if (!form?.matches("[data-sum]")) return;
  let total = 0n;
  for (const line of all("[data-line]", form)) {
    const typed = first("[data-money]", line)?.value.normalize("NFKC").trim() ?? "";
    const price = /^\d+$/.test(typed) || GROUPED.test(typed) ? typed.replaceAll(",", "") : "0";
    const amount = BigInt(price) * BigInt(line.dataset.qty || "1");
    const place = first("[data-linetotal]", line);
    if (place) place.textContent = amount.toLocaleString("en-US");
    total += amount;
  }
  for (const place of all("[data-total]", form)) place.textContent = total.toLocaleString("en-US");
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-money]") || event.isComposing) return;
  if (event.inputType === "insertText" && /[,，]/.test(event.data ?? "")) event.target.dataset.comma = "";
  groupDigits(event.target, event.inputType !== "insertText" && !event.inputType?.startsWith("delete"));
  sumLines(event.target.form);
});

/* Long text: from four fifths of what fits on, its field says how much is used; a paste that did not fit says how much
   was left out. The place lies in the gap under the field, so nothing moves. */
const COUNTED = "textarea[maxlength], input[maxlength]:not([type=password], [type=hidden])";
const LEAST_COUNTED = 40;

function countPlace(field) {
  const box = field.closest(".field");
  if (!box) return null;
  let place = first(":scope > .count", box);
  if (!place) {
    place = document.createElement("p");
    place.className = "count";
    place.setAttribute("aria-hidden", "true"); // spoken by the live region
    box.append(place);
  }
  return place;
}

const filled = (text, values) => (text ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

document.addEventListener("beforeinput", (event) => {
  const field = event.target;
  if (!field.matches?.(COUNTED) || !/^insertFrom(Paste|Drop)/.test(event.inputType)) return;
  const pasted = (event.data ?? event.dataTransfer?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n");
  const text = field.matches("textarea") ? pasted : pasted.replace(/\n/g, "");
  const replaced = (field.selectionEnd ?? 0) - (field.selectionStart ?? 0);
  field.dataset.cut = Math.max(0, text.length - (field.maxLength - field.value.length + replaced));
});

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches(COUNTED)) return;
  const cut = Number(field.dataset.cut ?? 0);
  delete field.dataset.cut;
  const [used, most] = [field.value.length, field.maxLength];
  const stage = most < LEAST_COUNTED || used < most * 0.8 ? "" : used < most ? "near" : "full";
  if (!stage && !cut && !field.dataset.stage) return;
  const place = countPlace(field);
  if (!place) return;
  const number = (value) => value.toLocaleString("en-US");
  const count = filled(words.count, { used: number(used), most: number(most) });
  place.textContent = cut ? filled(words.cut, { cut: number(cut), most: number(most) }) : count;
  place.hidden = !stage && !cut;
  place.classList.toggle("is-cut", cut > 0);
  if (cut) speak(place.textContent);
  else if (stage && stage !== field.dataset.stage && !event.isComposing) speak(count);
  field.dataset.stage = stage || (cut ? "cut" : "");
});

/* Unsaved changes: form[data-guard] and form[data-secret] (bids, prices) ask before the page is left. Nothing typed is
   ever written to the browser's storage. */
const GUARDED = "form[data-guard], form[data-secret]";
let dirty = false;
let refused = false;
let switching = false;
document.addEventListener("input", (event) => {
  if (event.target.form?.matches(GUARDED)) dirty = true;
});
/* A form that came back with faults, or beside what somebody else saved, holds what is not saved. It is not "dirty":
   nothing of it may be saved by itself before the person has looked at it. A form[data-held] came with what stands
   nowhere else: a bid that is typed but not sealed, the own copy of one before it is fetched. */
function noteRefused(within) {
  const faulty = all(GUARDED, within).some((form) => first("[aria-invalid=true], .error-summary", form));
  if (faulty || first(".is-conflict, [data-held]", within)) refused = true;
}
noteRefused(document);
addEventListener("beforeunload", (event) => {
  if (dirty || refused || switching) event.preventDefault();
  switching = false;
});

/* Another language loads the page anew, also where leaving is not asked about: whoever has typed there is asked first, and
   only then: who stays sends the form as ever. */
let typed = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("main form[method=post]:not([data-guard], [data-secret])")) typed = true;
});
document.addEventListener("submit", (event) => {
  switching = typed && event.target.matches("form.language");
});

/* The bar above a list and the filters beside it: an order that is chosen acts at once, as filters do; and a filter takes
   along what stands in the bar, also what was typed there and not yet sent, so that the bar shows what is applied. */
document.addEventListener("change", (event) => {
  if (event.target.matches(".filterbar[hx-get] select[name=sort]")) event.target.form.requestSubmit();
});
const IN_BAR = ".filterbar[hx-get] :is(input:not([type=hidden], [type=checkbox]), select)";

/* Empty fields of a filter say nothing: they stay out of the address. */
document.addEventListener("htmx:config:request", (event) => {
  const { request, sourceElement } = event.detail.ctx;
  const { method, body } = request;
  if (method !== "GET" || !(body instanceof FormData)) return;
  if (sourceElement.matches("#facets form")) for (const field of all(IN_BAR)) body.set(field.name, field.value);
  for (const name of new Set(body.keys())) if (body.getAll(name).every((value) => value === "")) body.delete(name);
});

/* form[data-autosave]: what was typed is saved every 20 seconds as well (leaving a field is htmx's trigger); once it is,
   nothing is lost by leaving the page. */
setInterval(() => {
  if (dirty) for (const form of all("form[data-autosave]")) form.dispatchEvent(new Event("autosave"));
}, 20000);
document.addEventListener("htmx:after:swap", (event) => {
  if (event.target.id === "draft-saved" && !first("[data-unsaved]", event.target)) dirty = refused = false;
});

/* Before a guarded form leaves, we ask whether the session still lives. If not, the form stays as it is: the person signs
   in in a second tab and presses the button again; the form then gets the new session's token against forged requests. */
async function sendWhenSignedIn(form, submitter) {
  let session;
  try {
    const answer = await fetch(root.dataset.session, { signal: AbortSignal.timeout(8000), cache: "no-store" });
    session = await answer.json();
  } catch {
    toast(words.offline, "err");
    return;
  }
  if (!session.signed_in) {
    toast(words.signedout, "err", { url: session.sign_in_url, text: words.signin });
    return;
  }
  const token = first("[name=csrfmiddlewaretoken]", form);
  if (token) token.value = session.csrf_token;
  form.dataset.checked = "yes";
  form.requestSubmit(submitter ?? undefined);
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(GUARDED) || !root.dataset.session) return;
  if (form.dataset.checked) {
    delete form.dataset.checked;
    dirty = refused = false;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  sendWhenSignedIn(form, event.submitter);
}, { capture: true });

/* A part that an open page reads by itself (what is listed already, while a name is typed) finds the session ended: the page
   stays as it is and says so, once until a part is answered again. */
let toldSignedOut = false;
document.addEventListener("signed-out", (event) => {
  if (!toldSignedOut) toast(words.signedout, "err", { url: event.detail.url, text: words.signin });
  toldSignedOut = true;
});
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.response.status !== 204) toldSignedOut = false;
});

/* One press, one request. The button keeps its width and shows that it works; coming back makes it usable again. The
   answer to a form[data-file] is a file: its page stays, and the button with it. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], .language, [data-file]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.classList.add("htmx-request");
});
addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) delete form.dataset.sent;
  for (const button of all("button.htmx-request:not([aria-busy])")) button.classList.remove("htmx-request");
});

/* The server's answers to mistakes are better than the browser's bubbles: all at once, in words, with links. */
function freshForms(within) {
  for (const form of all("form[method=post]", within)) form.noValidate = true;
}
freshForms(document);
(first(".error-summary") ?? first("main form [aria-invalid=true]"))?.focus(); // a form of one field has no summary

/* A link in the summary puts the focus into its field, also when the field is a group. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});

/* Toasts: only for finished things the person started; errors stay until closed. */
function toast(text, level = "ok", link = null) {
  const box = first("#toasts");
  const pattern = first("#toast-tpl");
  if (!box || !pattern || !text) return;
  const item = pattern.content.firstElementChild.cloneNode(true);
  first("p", item).textContent = text;
  if (link) {
    const anchor = document.createElement("a");
    Object.assign(anchor, { href: link.url, textContent: link.text, target: "_blank", rel: "noopener" });
    first("p", item).append(" ", anchor);
  }
  if (level !== "ok") item.classList.add("err");
  box.append(item);
  speak(text);
  if (level === "ok") setTimeout(() => item.remove(), 8000);
}
document.addEventListener("toast", (event) => toast(event.detail?.text, event.detail?.level));
document.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest(".toast-item")?.remove());

/* Messages that came with the page or with a fragment are spoken once; finished things leave by themselves. */
function sayMessages() {
  const fresh = all("[data-say]");
  speak(fresh.map((message) => message.textContent.trim()).join(" "));
  for (const message of fresh) {
    message.removeAttribute("data-say");
    if (message.matches(".toast-item:not(.err)")) setTimeout(() => message.remove(), 8000);
  }
}
sayMessages();

/* htmx 4: announce results, move the focus only where the server says, and never lose a failure. */
document.addEventListener("htmx:after:swap", (event) => {
  sayMessages();
  freshForms(document);
  noteRefused(event.target);
  const announced = first("[data-announce]");
  if (announced && announced.dataset.announce !== announced.dataset.announced) {
    announced.dataset.announced = announced.dataset.announce;
    speak(announced.dataset.announce);
  }
  const target = first("[data-autofocus]") ?? first(".error-summary:not([data-seen])");
  if (target) {
    target.removeAttribute("data-autofocus");
    target.dataset.seen = "yes";
    target.focus();
  }
});
document.addEventListener("htmx:error", () => toast(words.offline, "err"));
document.addEventListener("htmx:response:error", (event) => {
  const status = event.detail?.ctx?.response?.status ?? 0;
  if (status >= 500) toast(status === 503 ? words.busy : words.fault, "err");
});
