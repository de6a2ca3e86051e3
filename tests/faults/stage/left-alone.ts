import { openGround } from "./ground.ts";
import { openStage } from "./stage.ts";

// A stage as a process of its own, for the test that kills it: tells its parent who else runs for it, and waits.

const ground = await openGround();
const stage = await openStage(ground);
await stage.up();
process.send?.({
  pids: { postgres: ground.postgres.pid, server: stage.server.pid, worker: stage.worker.pid },
  made: ground.made,
});
