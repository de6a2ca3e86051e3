// The one script of the public pages: the buttons on /offline. Keeping and giving is /sw.js's.
const box = document.getElementById("save");
const workers = navigator.serviceWorker;

const show = (state, focus) => {
  for (const part of box.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
  if (focus) box.focus();
};

const tell = async (wish) => {
  const { active } = await workers.ready;
  const { port1, port2 } = new MessageChannel();
  return new Promise((heard) => {
    port1.onmessage = ({ data }) => heard(data);
    active.postMessage(wish, [port2]);
  });
};

const save = async () => {
  show("saving", true);
  try {
    await workers.register("/sw.js", { updateViaCache: "none" });
  } catch {
    return show("none", true);
  }
  const word = await tell("save");
  show(word === "done" ? "saved" : word, true);
};

const remove = async () => {
  await tell("remove");
  await (await workers.getRegistration())?.unregister();
  show("removed", true);
};

box.hidden = false;
document.getElementById("save-button").onclick = save;
document.getElementById("remove-button").onclick = remove;
try {
  const held = await caches.match("/offline.json", { cacheName: "texts" });
  show(held && (await workers.getRegistration()) ? "saved" : "idle");
} catch {
  show("none");
}
