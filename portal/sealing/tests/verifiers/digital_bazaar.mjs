// For each line {credential, documents}, says in a line what the libraries of Digital Bazaar make of the credential.
import { createInterface } from "node:readline";
import { verifyCredential } from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { securityLoader } from "@digitalbazaar/security-document-loader";

const contexts = securityLoader().build();

function loaderOf(documents) {
  return async (url) => {
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
  };
}

async function said({ credential, documents }) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const documentLoader = loaderOf(documents);
  const found = await verifyCredential({ credential, suite, documentLoader, checkStatus });
  if (!found.verified) return (found.error.errors ?? [found.error]).map((one) => one.message).join("; ");
  const set = (found.statusResult?.results ?? []).filter((one) => one.status);
  return set.length ? set.map((one) => one.credentialStatus.statusPurpose).join(" ") : "verified";
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await said(JSON.parse(line))));
}
