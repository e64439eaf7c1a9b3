// Reads {credential, documents} and says what the libraries of Digital Bazaar make of the credential.
import { readFileSync } from "node:fs";
import { verifyCredential } from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { securityLoader } from "@digitalbazaar/security-document-loader";

const { credential, documents } = JSON.parse(readFileSync(0, "utf8"));
const contexts = securityLoader().build();

async function documentLoader(url) {
  const [did, key] = url.split("#");
  if (did.startsWith("did:web:")) {
    const host = decodeURIComponent(did.slice("did:web:".length));
    const document = documents[`https://${host}/.well-known/did.json`];
    if (!document) throw new Error(`unknown issuer ${did}`);
    const method = document.verificationMethod.find((one) => one.id === url);
    if (key && !method) throw new Error(`unknown key ${url}`);
    return { documentUrl: url, document: key ? { "@context": document["@context"][1], ...method } : document };
  }
  return documents[url] ? { documentUrl: url, document: documents[url] } : contexts(url);
}

const suite = new DataIntegrityProof({ cryptosuite });
const found = await verifyCredential({ credential, suite, documentLoader, checkStatus });
const set = (found.statusResult?.results ?? []).filter((one) => one.status);
if (!found.verified) console.log((found.error.errors ?? [found.error]).map((one) => one.message).join("; "));
else console.log(set.length ? set.map((one) => one.credentialStatus.statusPurpose).join(" ") : "verified");
