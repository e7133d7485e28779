# Builds and runs the server as a user without rights. docs/deploy.md says how to use it.
FROM node:22-slim AS build
WORKDIR /app
# CUDA libraries are not for this image: networks run on the CPU, or on a backend elsewhere.
ENV ONNXRUNTIME_NODE_INSTALL=skip
COPY . .
RUN npm ci && npm run build && npm prune --omit=dev

FROM node:22-slim
ENV NODE_ENV=production MOODWIRE_DATA_DIR=/data MOODWIRE_CACHE_DIR=/cache
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/packages ./packages
COPY --from=build /app/graphs ./graphs
COPY --from=build /app/models ./models
RUN mkdir /data /cache && chown node:node /data /cache
USER node
VOLUME ["/data", "/cache"]
EXPOSE 8188
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8188/api/v1/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "packages/server/bin/moodwire.js"]
CMD ["serve", "--listen", "0.0.0.0:8188", "--token-file", "/run/secrets/moodwire-token", "--insecure"]
