// Gives saved texts where there is no connection. It keeps what /offline.json names, and nothing else.
const TEXTS = "texts";
const LIST = "/offline.json";
const AWAY = "/offline/saved";
const PATIENCE_MS = 4000;

// as a stranger sees it: no cookie is sent, so no basket, name or setting can be kept
async function take(path) {
  const reply = await fetch(path, { credentials: "omit", cache: "no-cache", redirect: "error" });
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  return reply;
}

const saved = (url) => caches.match(url, { cacheName: TEXTS, ignoreVary: true });

async function update() {
  const list = await take(LIST);
  const wanted = await list.clone().json();
  const before = await saved(LIST);
  const held = before ? await before.json() : {};
  const cache = await caches.open(TEXTS);
  for (const [path, version] of Object.entries(wanted)) {
    if (held[path] !== version) await cache.put(path, await take(path));
  }
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== LIST && !(pathname in wanted)) await cache.delete(url);
  }
  // last: what broke off on the way is begun again next time
  await cache.put(LIST, list);
}

let running;
const updateOnce = () => {
  running ??= update().finally(() => {
    running = undefined;
  });
  return running;
};

const refresh = async () => {
  if (await saved(LIST)) await updateOnce();
};

async function answer(request) {
  const whole = fetch(request);
  try {
    if (request.mode !== "navigate") return await whole;
    const late = new Promise((give) => {
      setTimeout(async () => {
        const copy = await saved(request.url);
        if (copy) give(copy);
      }, PATIENCE_MS);
    });
    return await Promise.race([whole, late]);
  } catch (fault) {
    const copy = (await saved(request.url)) || (request.mode === "navigate" && (await saved(AWAY)));
    if (copy) return copy;
    throw fault;
  }
}

addEventListener("install", () => skipWaiting());

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(answer(request));
  if (request.mode === "navigate") event.waitUntil(refresh().catch(() => {}));
});

async function act(wish) {
  if (wish === "save") return updateOnce();
  await running?.catch(() => {});
  return caches.delete(TEXTS);
}

addEventListener("message", (event) => {
  const [port] = event.ports;
  const done = act(event.data).then(
    () => port.postMessage("done"),
    async (fault) => {
      await caches.delete(TEXTS);
      port.postMessage(fault.name === "QuotaExceededError" ? "full" : "failed");
    },
  );
  event.waitUntil(done);
});
