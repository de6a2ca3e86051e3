// Loaded first into every process the demo starts (node --import), so that none outlives it: the channel to the parent
// closes even when the parent is killed. The process is asked to end as a hosting machine would ask it, so that what it
// does on SIGTERM is used here too; a process that does not go is ended. What is started knows nothing of this.
const PATIENCE_MS = 10_000;

process.once("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), PATIENCE_MS).unref();
});
// Listening must not keep a process alive that has done its work.
process.channel?.unref();
