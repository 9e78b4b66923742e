import { describe, expect, test } from "vitest";
import { selfSignedCertificate } from "../certificate.ts";
import { connectProxy, PROXY_PASSWORD } from "../connect-proxy.ts";
import { answer, loopbackBackend } from "../loopback-backend.ts";
import { exporterUnderTest } from "./exporter-under-test.ts";

const TOMORROW = new Date(Date.now() + 86_400_000);
const ACCEPTED = { kind: "accepted" };

/** A backend whose name only the proxy knows. */
async function namedBackend() {
	const certificate = selfSignedCertificate(TOMORROW, "backend.test");
	const backend = await loopbackBackend(answer(200), { tls: certificate });
	return {
		backend,
		endpoint: `https://backend.test:${backend.port}`,
		tls: { ca_pem: certificate.cert },
	};
}

describe("proxy_url", () => {
	test("is the way to an https backend: a tunnel, with user and password, TLS end to end", async () => {
		const { backend, endpoint, tls } = await namedBackend();
		await using _ = backend;
		await using proxy = await connectProxy();
		const { send } = exporterUnderTest({
			endpoint,
			tls,
			proxy_url: proxy.url,
			headers: { authorization: "Bearer secret-token" },
		});
		expect(await send()).toEqual(ACCEPTED);
		expect(await send()).toEqual(ACCEPTED);
		expect(proxy.targets).toEqual([`backend.test:${backend.port}`]);
		expect(backend.requests[0]?.headers).toMatchObject({
			authorization: "Bearer secret-token",
		});
		expect(backend.requests[0]?.headers).not.toHaveProperty(
			"proxy-authorization",
		);
	});

	test("is the way to an http backend, too, loopback or not", async () => {
		await using backend = await loopbackBackend(answer(200));
		await using proxy = await connectProxy();
		const { send } = exporterUnderTest({
			endpoint: backend.url,
			proxy_url: proxy.url,
		});
		expect(await send()).toEqual(ACCEPTED);
		expect(proxy.targets).toEqual([`127.0.0.1:${backend.port}`]);
	});

	test.each([
		["https", "backend.test"],
		["http", "127.0.0.1"],
	])(
		"with a wrong password waits, and says whose it is, without it (%s)",
		async (scheme, host) => {
			await using proxy = await connectProxy();
			const { send } = exporterUnderTest({
				endpoint: `${scheme}://${host}:4318`,
				proxy_url: proxy.url.replace("user:", "user:wrong-"),
			});
			const result = await send();
			expect(result).toMatchObject({
				kind: "retry",
				message: expect.stringMatching(/the proxy wants a user and password/),
			});
			expect(JSON.stringify(result)).not.toContain("wrong-");
			expect(JSON.stringify(result)).not.toContain(PROXY_PASSWORD);
			expect(proxy.refused).toBeGreaterThan(0);
		},
	);

	test("that is down is a reason to try again", async () => {
		const proxy = await connectProxy();
		await proxy[Symbol.asyncDispose]();
		const { send } = exporterUnderTest({
			endpoint: "https://backend.test",
			proxy_url: proxy.url,
		});
		expect(await send()).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("ECONNREFUSED"),
		});
	});
});

describe("the proxies of the environment", () => {
	test.each(["HTTPS_PROXY", "https_proxy"])(
		"%s is used for https",
		async (name) => {
			const { backend, endpoint, tls } = await namedBackend();
			await using _ = backend;
			await using proxy = await connectProxy();
			const { send } = exporterUnderTest(
				{ endpoint, tls },
				{ env: { [name]: proxy.url, NO_PROXY: "other.test" } },
			);
			expect(await send()).toEqual(ACCEPTED);
			expect(proxy.targets).toHaveLength(1);
		},
	);

	test("HTTP_PROXY is used for http, also when it names no scheme", async () => {
		await using backend = await loopbackBackend(answer(200));
		await using proxy = await connectProxy();
		const { send } = exporterUnderTest(
			{ endpoint: `http://backend.test:${backend.port}` },
			{ env: { HTTP_PROXY: proxy.url.replace("http://", "") } },
		);
		expect(await send()).toEqual(ACCEPTED);
		expect(proxy.targets).toEqual([`backend.test:${backend.port}`]);
	});

	test.each([
		["NO_PROXY names the host", { NO_PROXY: "backend.test" }, "backend.test"],
		["NO_PROXY names its domain", { NO_PROXY: "a, .test" }, "backend.test"],
		["the host is the own machine", {}, "127.0.0.1"],
		["proxies are for the other scheme", { HTTP_PROXY: "" }, "backend.test"],
	])("are left out when %s", async (_, env, host) => {
		await using proxy = await connectProxy();
		const { send } = exporterUnderTest(
			{ endpoint: `http://${host}:1`, timeout: "5s" },
			{ env: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ...env } },
		);
		expect(await send()).toMatchObject({ kind: "retry" });
		expect(proxy.targets).toEqual([]);
		expect(proxy.refused).toBe(0);
	});

	test("give way to proxy_url", async () => {
		await using backend = await loopbackBackend(answer(200));
		await using chosen = await connectProxy();
		await using other = await connectProxy();
		const { send } = exporterUnderTest(
			{
				endpoint: `http://backend.test:${backend.port}`,
				proxy_url: chosen.url,
			},
			{ env: { HTTP_PROXY: other.url } },
		);
		expect(await send()).toEqual(ACCEPTED);
		expect(chosen.targets).toHaveLength(1);
		expect(other.targets).toEqual([]);
	});
});
