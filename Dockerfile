# salesforce-otlp as an image: no shell is needed to run it, the root file system may
# be read-only, and what it must keep is in one volume.
#
#   docker build -t salesforce-otlp .
#   docker run --read-only -v state:/var/lib/salesforce-otlp \
#     -e SALESFORCE_INSTANCE_URL=... salesforce-otlp

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN ["npm", "ci"]
COPY . .
RUN ["npm", "run", "build"]
RUN ["npm", "prune", "--omit=dev"]

FROM node:24-slim
# The last one has glibc keep one pool of memory for all threads instead of one for each:
# 10 to 15 MiB less, idle or at work.
ENV NODE_ENV=production \
	STATE_DIRECTORY=/var/lib/salesforce-otlp/state \
	MALLOC_ARENA_MAX=1
WORKDIR /opt/salesforce-otlp
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
RUN ["install", "-d", "-m", "0700", "-o", "1000", "-g", "1000", "/var/lib/salesforce-otlp"]
# The number, so that Kubernetes can see that it is not root.
USER 1000:1000
VOLUME ["/var/lib/salesforce-otlp"]
# Answers when the configuration has the health_check extension at its default endpoint.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
	CMD ["node", "-e", "fetch('http://localhost:13133/').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/salesforce-otlp/dist/cli/main.js"]
