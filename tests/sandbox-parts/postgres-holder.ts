import { startPostgres } from "#sandbox/postgres/start-postgres.ts";

// Holds a server on the folder given until it is ended, so that tests can kill the parent. Prints what it runs as JSON.
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("usage: postgres-holder.ts <folder>");
try {
  const said: string[] = [];
  const server = await startPostgres({ dataDir, durable: false, log: (line) => said.push(line) });
  console.log(JSON.stringify({ port: server.port, pid: server.pid, dataDir: server.dataDir, said }));
  process.stdin.resume().on("end", () => server.stop().then(() => process.exit(0)));
} catch (error) {
  console.log(JSON.stringify({ trouble: error instanceof Error ? error.message : String(error) }));
  process.exitCode = 1;
}
