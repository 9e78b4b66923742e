import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import * as parts from "../../../pipeline/undici-parts.ts";

test("they are undici's own, and what they make can do requests", async () => {
	const undici = await import("undici");
	expect(parts.Agent).toBe(undici.Agent);
	expect(parts.Dispatcher).toBe(undici.Dispatcher);
	expect(parts.EnvHttpProxyAgent).toBe(undici.EnvHttpProxyAgent);
	expect(parts.ProxyAgent).toBe(undici.ProxyAgent);
});

test("nothing loads fetch, WebSocket or caches", () => {
	const script = `
		const { Agent } = await import("./pipeline/undici-parts.ts");
		if (typeof new Agent().request !== "function") throw new Error("no request");
		const { default: module } = await import("node:module");
		const loaded = Object.keys(module.createRequire(import.meta.url).cache);
		console.log(loaded.filter((file) => file.includes("undici")).join("\\n"));`;
	const { stdout, stderr } = spawnSync(
		process.execPath,
		["--input-type=module", "--eval", script],
		{ cwd: `${import.meta.dirname}/../../..`, encoding: "utf8" },
	);
	expect(stderr).toBe("");
	expect(stdout).toContain("dispatcher/agent.js");
	expect(stdout).not.toMatch(
		/undici.index\.js|websocket|cache-storage|fetch.index/,
	);
});
