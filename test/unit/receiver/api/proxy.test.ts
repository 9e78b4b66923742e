import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { Secret } from "../../../../pipeline/secret.ts";
import {
	createDispatcher,
	type DispatcherOptions,
} from "../../../../receiver/api/dispatcher.ts";
import { connectProxy } from "../../exporters/connect-proxy.ts";
import {
	clientOf,
	collectRows,
	neverAborted,
	rejection,
	startServer,
} from "./loopback.ts";
import { certificate, key } from "./self-signed.ts";

/** An org whose name only the proxy knows. */
async function startOrg(): Promise<{ port: number; headers: string[] }> {
	const headers: string[] = [];
	const server = createServer(
		{ cert: certificate, key },
		(request, response) => {
			headers.push(...Object.keys(request.headers));
			response.end('{"done":true,"records":[{}]}');
		},
	);
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return { port: (server.address() as AddressInfo).port, headers };
}

function through(origin: string, options: Partial<DispatcherOptions>) {
	const dispatcher = createDispatcher({
		connectTimeoutMs: 2000,
		idleTimeoutMs: 2000,
		// The certificate is of the address, not of the name.
		tls: { ca_pem: certificate, server_name_override: "127.0.0.1" },
		...options,
	});
	onTestFinished(() => dispatcher.destroy());
	return clientOf(origin, { dispatcher }).client;
}

const proxyUrl = (url: string) => ({ proxyUrl: new Secret(url) });

describe("proxy_url", () => {
	test("is the way to the org, with user and password, which the org never sees", async () => {
		const org = await startOrg();
		await using proxy = await connectProxy();
		const client = through(
			`https://acme.my.salesforce.test:${org.port}`,
			proxyUrl(proxy.url),
		);
		expect(await collectRows(client.query("q", neverAborted))).toHaveLength(1);
		expect(proxy.targets).toEqual([`acme.my.salesforce.test:${org.port}`]);
		expect(org.headers).not.toContain("proxy-authorization");
	});

	test("with a wrong password is told, without the password", async () => {
		await using proxy = await connectProxy();
		const client = through(
			"https://acme.my.salesforce.test",
			proxyUrl(proxy.url.replace("user:", "user:wrong-")),
		);
		const error = await rejection(collectRows(client.query("q", neverAborted)));
		expect(error).toMatchObject({
			code: "proxy_refused",
			message: expect.stringContaining("407"),
			cure: expect.stringContaining("proxy_url"),
		});
		expect(JSON.stringify([error, String(error)])).not.toContain("wrong-");
		expect(proxy.refused).toBeGreaterThan(0);
	});
});

describe("proxies of the environment", () => {
	test.each(["HTTPS_PROXY", "https_proxy"])("%s is used", async (name) => {
		const org = await startOrg();
		await using proxy = await connectProxy();
		const client = through(`https://acme.my.salesforce.test:${org.port}`, {
			env: { [name]: proxy.url, NO_PROXY: "other.test" },
		});
		expect(await collectRows(client.query("q", neverAborted))).toHaveLength(1);
		expect(proxy.targets).toHaveLength(1);
	});

	test("are left out for hosts of NO_PROXY", async () => {
		await using proxy = await connectProxy();
		const client = through("https://acme.my.salesforce.test", {
			env: { HTTPS_PROXY: proxy.url, NO_PROXY: ".salesforce.test" },
		});
		const error = await rejection(collectRows(client.query("q", neverAborted)));
		expect(error).toMatchObject({ code: "dns_failed" });
		expect(proxy.targets).toEqual([]);
	});

	test("are left out for the own machine", async () => {
		const org = await startServer((_request, response) =>
			response.end('{"done":true,"records":[{}]}'),
		);
		await using proxy = await connectProxy();
		const client = through(org.origin, { env: { HTTPS_PROXY: proxy.url } });
		expect(await collectRows(client.query("q", neverAborted))).toHaveLength(1);
		expect(proxy.targets).toEqual([]);
	});
});
