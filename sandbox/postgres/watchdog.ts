import { spawn } from "node:child_process";

/**
 * Ends the server when this process is gone, however it went: a shell waits on a pipe that only we hold open, and the
 * kernel closes it even after `kill -9`. Gives back how to call the shell off. Windows has no such shell; there the
 * next start stops what was left behind.
 */
export function watch(pid: number): () => void {
  if (process.platform === "win32") return () => {};
  const shell = spawn("/bin/sh", ["-c", 'read -r word; [ "$word" = done ] || kill -INT "$1"', "sh", String(pid)], {
    // Away from the terminal, so that Ctrl-C reaches those who still need the database before it reaches this one.
    detached: true,
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.on("error", () => {});
  shell.stdin.on("error", () => {});
  shell.unref();
  if ("unref" in shell.stdin && typeof shell.stdin.unref === "function") shell.stdin.unref();
  return () => {
    shell.stdin.end("done\n");
  };
}
