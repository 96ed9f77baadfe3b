import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** One login by SCRAM-SHA-256, the client's side. */
export interface ScramLogin {
  /** What the client says first, in SASLInitialResponse. */
  readonly first: string;
  /** The proof, for SASLResponse, from what the server said in AuthenticationSASLContinue. */
  final(serverFirst: string): string;
}

/**
 * A login with a password of ASCII characters, which needs no SASLprep, without channel binding.
 *
 * Source: RFC 5802, https://www.postgresql.org/docs/current/sasl-authentication.html
 */
export function scramLogin(password: string): ScramLogin {
  const bare = `n=,r=${randomBytes(18).toString("base64")}`;
  return {
    first: `n,,${bare}`,
    final: (serverFirst) => {
      const fields = new Map(serverFirst.split(",").map((part) => [part[0], part.slice(2)]));
      const salt = Buffer.from(fields.get("s") ?? "", "base64");
      const salted = pbkdf2Sync(password, salt, Number(fields.get("i")), 32, "sha256");
      const clientKey = hmac(salted, "Client Key");
      const withoutProof = `c=biws,r=${fields.get("r") ?? ""}`;
      const storedKey = createHash("sha256").update(clientKey).digest();
      const signature = hmac(storedKey, `${bare},${serverFirst},${withoutProof}`);
      const proof = Buffer.from(clientKey.map((byte, index) => byte ^ signature[index]!));
      return `${withoutProof},p=${proof.toString("base64")}`;
    },
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
