import { connect } from "node:net";

/**
 * Says these bytes on one connection, `apartMs` between one and the next, whatever is heard meanwhile. Gives all that was
 * heard until the other end closed, or until `enough` of it.
 */
export function speak(
  site: string,
  said: readonly (string | Buffer)[],
  { enough = () => false, apartMs = 20 }: { enough?: (heard: string) => boolean; apartMs?: number } = {},
): Promise<string> {
  const { hostname, port } = new URL(site);
  return new Promise((done, fail) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let heard = "";
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      heard += text;
      if (enough(heard)) socket.destroy();
    });
    socket.once("error", fail);
    socket.once("close", () => done(heard));
    socket.once("connect", async () => {
      for (const bytes of said) {
        if (socket.destroyed) return;
        socket.write(bytes);
        await new Promise((next) => setTimeout(next, apartMs));
      }
    });
  });
}

/** What differs between two answers to one request that are made a second apart. */
export const withoutDate = (heard: string): string => heard.replace(/^Date: .*$/gm, "Date: …");
