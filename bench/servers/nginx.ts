import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Debian's nginx, where it is installed. */
export const hasNginx = () => spawnSync("nginx", ["-v"]).error === undefined;

/**
 * Writes a configuration of one worker that sends the files of a folder, each with its own headers. Gives the arguments
 * to start nginx with, in the foreground.
 */
export function nginxFor(
  folder: string,
  port: number,
  files: { name: string; headers: Record<string, string> }[],
): string[] {
  const home = join(folder, "nginx");
  mkdirSync(home, { recursive: true });
  chmodSync(folder, 0o755); // its worker is another user
  const quiet = new Set(["content-length", "content-type", "date", "connection", "keep-alive", "etag"]);
  const locations = files.map(({ name, headers }) => {
    const added = Object.entries(headers)
      .filter(([header]) => !quiet.has(header.toLowerCase()))
      .map(([header, value]) => `add_header ${header} "${value.replaceAll('"', '\\"')}";`);
    return `location = /${name} { default_type "text/html; charset=utf-8"; ${added.join(" ")} }`;
  });
  const file = join(home, "nginx.conf");
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${home}/pid; error_log ${home}/error.log;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; etag on; keepalive_requests 1000000; open_file_cache max=100;
  client_body_temp_path ${home}/body; proxy_temp_path ${home}/proxy; fastcgi_temp_path ${home}/f; uwsgi_temp_path ${home}/u; scgi_temp_path ${home}/s;
  server { listen 127.0.0.1:${port}; root ${folder}; ${locations.join("\n    ")} location / { return 200 "ready"; } } }
`,
  );
  return ["-p", home, "-c", file];
}
