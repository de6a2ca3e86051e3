import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createStripeSandbox } from "#sandbox/stripe/stripe-sandbox.ts";

// The sandbox alone, for tests that kill it. Tells its parent the port and ends when the parent is gone.

const [, , journalFile, secretKey = ""] = process.argv;
let port = 0;
const sandbox = await createStripeSandbox({ secretKey, publicUrl: () => `http://127.0.0.1:${port}`, journalFile });
const server = createServer((req, res) => void sandbox.handle(req, res));
server.listen(0, "127.0.0.1", () => {
  port = (server.address() as AddressInfo).port;
  process.send?.(port);
});
process.on("disconnect", () => process.exit(0));
