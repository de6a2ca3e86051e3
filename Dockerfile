# Two stages: one builds the pages, one runs the site without anything that only development needs.
FROM node:24-slim AS build
WORKDIR /site
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24-slim
# glibc keeps a heap for each thread that packs or reads; two are enough
ENV NODE_ENV=production MALLOC_ARENA_MAX=2
WORKDIR /site
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY app app
COPY db db
COPY server server
COPY --from=build /site/build build
USER node
# the web process; the worker is the same image with `node server/worker.ts`. Node lets what is done with pile up to
# hundreds of MB before it clears it away; told how little there is, it clears earlier and stays under 200 MB
CMD ["node", "--max-semi-space-size=8", "--max-old-space-size=192", "server/main.ts"]
