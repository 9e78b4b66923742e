import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type InitOptions, init } from "../../../../cli/init.ts";
import { loadConfig, readConfigSources } from "../../../../config/load.ts";
import { temporaryDirectory } from "../../extensions/file-storage/state-directories.ts";
import { CTRL_C, createTestTerminal, ENTER } from "./terminal.ts";

let directory = "";
let complaints: string[] = [];

beforeEach(() => {
	directory = temporaryDirectory();
	complaints = [];
	vi.spyOn(console, "error").mockImplementation((text) => {
		complaints.push(String(text));
	});
});
afterEach(() => {
	vi.restoreAllMocks();
});

const at = (name: string) => join(directory, name);
const files = () => ({
	keyFile: at("server.key"),
	certificateFile: at("server.crt"),
	output: at("otel.yaml"),
});
const given = (): InitOptions => ({
	...files(),
	instanceUrl: "https://acme.my.salesforce.com",
	username: "otel@acme.com",
	interactive: false,
});

async function run(options: InitOptions, terminal = createTestTerminal()) {
	const tried: string[] = [];
	const code = await init(options, {
		input: terminal.input,
		output: terminal.output,
		async doctor(file) {
			tried.push(file);
			return 0;
		},
	});
	return { code, tried, screen: terminal.screen };
}

const configOf = (file: string, env: NodeJS.ProcessEnv = {}) =>
	loadConfig(readConfigSources([file]), env).config;

describe("with flags alone", () => {
	test("makes a private key, a certificate of it, and a configuration that is accepted", async () => {
		const { code, screen, tried } = await run({
			...given(),
			clientId: "3MVG9abcdefghijk",
			endpoint: "https://otlp.example.com",
			header: "Authorization=OTLP_AUTHORIZATION",
		});
		expect({ code, tried, complaints }).toEqual({
			code: 0,
			tried: [],
			complaints: [],
		});
		const { keyFile, certificateFile, output } = files();
		expect(statSync(keyFile).mode & 0o777).toBe(0o600);
		expect(new X509Certificate(readFileSync(certificateFile)).subject).toBe(
			"CN=salesforce-otlp",
		);
		const config = configOf(output, { OTLP_AUTHORIZATION: "ApiKey x" });
		expect(config.receivers).toMatchObject({
			salesforce: {
				instance_url: "https://acme.my.salesforce.com",
				auth: {
					jwt_bearer: {
						client_id: "3MVG9abcdefghijk",
						username: "otel@acme.com",
						private_key_file: keyFile,
					},
				},
				streams: {
					login: { log_file_interval: "daily" },
					apex: { event_types: ["ApexUnexpectedException"] },
				},
			},
		});
		expect(readFileSync(output, "utf8")).toContain("env:OTLP_AUTHORIZATION");
		expect(screen).toContain("External Client App Manager");
		expect(screen).toContain(certificateFile);
	});

	test("an org with Event Monitoring gets hourly files and all of Apex", async () => {
		await run({ ...given(), eventMonitoring: true, streams: "login,apex" });
		const { streams } =
			Object.values(configOf(at("otel.yaml")).receivers)[0] ?? {};
		expect(Object.keys(streams ?? {})).toEqual(["login", "apex"]);
		expect(streams?.login).toMatchObject({ log_file_interval: "hourly" });
		expect(streams?.apex?.event_types).toContain("ApexExecution");
	});

	test("without a consumer key it comes from the environment later", async () => {
		await run(given());
		const { receivers } = configOf(at("otel.yaml"), {
			SALESFORCE_CLIENT_ID: "3MVG9later",
		});
		expect(receivers).toMatchObject({
			salesforce: { auth: { jwt_bearer: { client_id: "3MVG9later" } } },
		});
	});

	test("an answer with a $ stays what it is", async () => {
		await run({ ...given(), username: `a\${env:HOME}$b@acme.com` });
		expect(configOf(at("otel.yaml")).receivers).toMatchObject({
			salesforce: {
				auth: { jwt_bearer: { username: `a\${env:HOME}$b@acme.com` } },
			},
		});
	});

	test("--doctor runs doctor with what was written", async () => {
		const { tried } = await run({ ...given(), doctor: true });
		expect(tried).toEqual([at("otel.yaml")]);
	});

	test("what is missing or wrong is told together, and nothing is made", async () => {
		const { code } = await run({
			...files(),
			interactive: false,
			instanceUrl: "https://acme.lightning.force.com/setup",
			streams: "logins",
		});
		expect(code).toBe(2);
		expect(complaints).toEqual([
			expect.stringContaining("the API's is https://acme.my.salesforce.com"),
			expect.stringContaining("--streams"),
			expect.stringContaining("--username is needed"),
		]);
		expect(existsSync(at("server.key"))).toBe(false);
	});

	test("a configuration that is there stays as it is, unless --overwrite is given", async () => {
		writeFileSync(at("otel.yaml"), "mine");
		expect((await run(given())).code).toBe(2);
		expect(complaints[0]).toContain("--overwrite");
		expect(readFileSync(at("otel.yaml"), "utf8")).toBe("mine");
		expect((await run({ ...given(), overwrite: true })).code).toBe(0);
		expect(configOf(at("otel.yaml")).receivers).toHaveProperty("salesforce");
	});

	test("a key that is there is used, never overwritten, whatever --overwrite says", async () => {
		await run(given());
		const key = readFileSync(at("server.key"), "utf8");
		const certificate = readFileSync(at("server.crt"), "utf8");
		const { screen } = await run({ ...given(), overwrite: true });
		expect(screen).toContain("server.key was kept");
		expect(screen).toContain("server.crt was kept");
		expect(readFileSync(at("server.key"), "utf8")).toBe(key);
		expect(readFileSync(at("server.crt"), "utf8")).toBe(certificate);
	});

	test("a key that Salesforce does not take is told, and stays", async () => {
		const { privateKey } = generateKeyPairSync("ec", {
			namedCurve: "P-256",
			privateKeyEncoding: { type: "pkcs8", format: "pem" },
			publicKeyEncoding: { type: "spki", format: "pem" },
		});
		writeFileSync(at("server.key"), privateKey);
		expect((await run(given())).code).toBe(1);
		expect(complaints[0]).toContain("never overwritten");
		expect(readFileSync(at("server.key"), "utf8")).toBe(privateKey);
	});

	test("a certificate of another key is neither used nor replaced", async () => {
		writeFileSync(at("server.crt"), "something else");
		expect((await run(given())).code).toBe(1);
		expect(complaints[0]).toContain("server.crt is there");
		expect(readFileSync(at("server.crt"), "utf8")).toBe("something else");
		expect(existsSync(at("server.key"))).toBe(false);
	});
});

describe("on a terminal", () => {
	test("asks for what the flags don't say, corrects what can't be, and offers doctor", async () => {
		const terminal = createTestTerminal();
		const { keyFile, certificateFile, output } = files();
		const running = run({ keyFile, certificateFile, output }, terminal);
		await terminal.answer(
			"My Domain URL",
			`https://login.salesforce.com${ENTER}`,
		);
		// Over what was typed: the correction is asked for in place.
		await terminal.answer(
			"the org's own address is in Setup > My Domain",
			`${"\b".repeat(40)}https://acme.my.salesforce.com/home${ENTER}`,
		);
		await terminal.answer("its username", `otel@acme.com${ENTER}`);
		await terminal.answer("What to read", ENTER);
		await terminal.answer("Event Monitoring?", `y`);
		await terminal.answer("consumer key of the app", ENTER);
		await terminal.answer("OTLP/HTTP endpoint", ENTER);
		await terminal.answer("A header the backend wants", ENTER);
		await terminal.answer("Run doctor now", "y");
		const { code, tried, screen } = await running;

		expect({ code, tried }).toEqual({ code: 0, tried: [output] });
		expect(screen).toContain("To be done in Salesforce");
		expect(configOf(output)).toMatchObject({
			receivers: {
				salesforce: {
					instance_url: "https://acme.my.salesforce.com",
					streams: { login: { log_file_interval: "hourly" } },
				},
			},
			exporters: { otlp_http: { endpoint: "http://localhost:4318" } },
		});
	});

	test("asks before the configuration is overwritten; no leaves it", async () => {
		writeFileSync(at("otel.yaml"), "mine");
		const terminal = createTestTerminal();
		const running = run(
			{
				...given(),
				interactive: true,
				eventMonitoring: false,
				streams: "login",
				clientId: "3MVG9abcdefghijk",
				endpoint: "http://localhost:4318",
				header: "A=B",
			},
			terminal,
		);
		await terminal.answer("Overwrite it?", "n");
		expect(await running).toMatchObject({ code: 1, tried: [] });
		expect(readFileSync(at("otel.yaml"), "utf8")).toBe("mine");
	});

	test("Ctrl-C ends it", async () => {
		const terminal = createTestTerminal();
		const running = run(files(), terminal);
		await terminal.answer("My Domain URL", CTRL_C);
		expect(await running).toMatchObject({ code: 1 });
		expect(complaints[0]).toContain("Stopped");
		expect(existsSync(at("otel.yaml"))).toBe(false);
	});
});
