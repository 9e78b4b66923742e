import { describe, expect, test } from "vitest";
import { maskOccurrences } from "../../../processors/redaction/mask-occurrences.ts";
import {
	maskAddresses,
	maskEmails,
} from "../../../processors/redaction/presets.ts";
import { processorOf } from "./processor.ts";
import { LOGIN, recordOf, resourceOf } from "./records.ts";

describe("the preset email", () => {
	test.each([
		["ana@example.com", "****"],
		["Login failed for ana@example.com.uat: no", "Login failed for ****: no"],
		["<ana.b+c_d-e%f@mail.example.co.uk>, x@y.z.", "<****>, ****."],
		["un=ana%40example.com&x=1", "un=****&x=1"],
		["josé@exämple.fr", "****"],
		["ANA@EXAMPLE.COM", "****"],
		['{"USER_NAME":"ana@example.com"}', '{"USER_NAME":"****"}'],
		["mailto:ana@example.com", "mailto:****"],
		["no address @ all", "no address @ all"],
		["user@host", "user@host"],
		["@example.com", "@example.com"],
		["100%40", "100%40"],
	])("%s", (text, masked) => {
		expect(maskEmails(text)).toBe(masked);
	});

	test("takes a long text without addresses in its stride", () => {
		const text = `${"a".repeat(500_000)} @ ${"b.".repeat(200_000)}`;
		expect(maskEmails(text)).toBe(text);
	});
});

describe("the preset ip", () => {
	test.each([
		["203.0.113.7", "****"],
		["from 203.0.113.7: invalid", "from ****: invalid"],
		["203.0.113.7:443, 10.0.0.1.", "****:443, ****."],
		["ip:203.0.113.7", "ip:****"],
		["https://203.0.113.7/services", "https://****/services"],
		["/services/203.0.113.7", "/services/****"],
		['{"SOURCE_IP":"203.0.113.7"}', '{"SOURCE_IP":"****"}'],
		["198.51.100.2, 10.0.0.1", "****, ****"],
		["2001:db8::1", "****"],
		["from 2001:db8::1: invalid password", "from ****: invalid password"],
		["[2001:db8::1]:443", "[****]:443"],
		["ip:2001:db8::1.", "ip:****."],
		["::ffff:203.0.113.7", "****"],
		["fe80::1%eth0", "****%eth0"],
		["2001:0db8:85a3:0000:0000:8a2e:0370:7334", "****"],
		["at 12:30:45", "at 12:30:45"],
		["std::abc", "std::abc"],
		["00:1b:44:11:3a:b7", "00:1b:44:11:3a:b7"],
		["1.2.3", "1.2.3"],
		["1.3.6.1.4.1", "1.3.6.1.4.1"],
		["abc1.2.3.4", "abc1.2.3.4"],
		["2026-11-23T19:16:33.123Z", "2026-11-23T19:16:33.123Z"],
		[
			"Mozilla/5.0 (X11) Chrome/120.0.0.0 Safari/537.36",
			"Mozilla/5.0 (X11) Chrome/120.0.0.0 Safari/537.36",
		],
		["Chrome/120.0.0.0 for 203.0.113.7", "Chrome/120.0.0.0 for ****"],
	])("%s", (text, masked) => {
		expect(maskAddresses(text)).toBe(masked);
	});

	test("takes a long text without addresses in its stride", () => {
		const text = `${"a:".repeat(1)}${"f".repeat(500_000)} ${"1.".repeat(200_000)}`;
		expect(maskAddresses(text)).toBe(text);
	});
});

test.each([
	["for ana from", "ana", "for **** from"],
	["Indiana, ana", "ana", "Indiana, ****"],
	["ana", "ana", "****"],
	["ana.ana-banana", "ana", "****.****-banana"],
	["$1 $&", "$&", "$1 ****"],
	["a", "", "a"],
])("in %j the value %j is masked as a word: %j", (text, value, masked) => {
	expect(maskOccurrences(text, value)).toBe(masked);
});

describe("by the name of the attribute", () => {
	test("texts are masked, numbers and booleans removed, and the body follows", () => {
		const processor = processorOf(
			"redaction",
			"{ blocked_key_patterns: ['^user\\.', '(?i)FORWARDED', 'duration', 'api_token$$'] }",
		);
		const { attributes, body } = processor.change(LOGIN);
		expect(attributes).toEqual({
			"log.record.uid": LOGIN.attributes["log.record.uid"],
			"salesforce.event.type": "Login",
			"salesforce.event.source": "event_log_file",
			"salesforce.event.outcome": "failure",
			"error.type": "LOGIN_ERROR_INVALID_PASSWORD",
			"user.id": "****",
			"user.name": "****",
			"client.address": "203.0.113.7",
			"http.request.header.x-forwarded-for": ["****"],
			"user_agent.original": LOGIN.attributes["user_agent.original"],
		});
		expect(body).toBe(
			"Login failed for **** from 203.0.113.7: invalid password",
		);
		expect(
			processor.total("salesforce_processor_dropped_attributes", {
				reason: "blocked_key",
			}),
		).toBe(2);
		expect(
			processor.total("salesforce_processor_masked_values", {
				reason: "blocked_key",
			}),
		).toBe(4);
	});

	test("texts that repeat other attributes follow, too", () => {
		const processor = processorOf(
			"redaction",
			"{ blocked_key_patterns: ['user'] }",
		);
		const record = recordOf(
			{
				"salesforce.setup.target_user": 'Bo "B" Ek',
				"salesforce.setup.display": 'For user Bo "B" Ek, changed profile',
				"log.record.original": '{"Display":"For user Bo \\"B\\" Ek, changed"}',
				"salesforce.setup.section": 'Bo "B" Ek',
			},
			{ body: 'For user Bo "B" Ek, changed profile' },
		);
		const { attributes, body } = processor.change(record);
		expect(body).toBe("For user ****, changed profile");
		expect(attributes).toEqual({
			"salesforce.setup.target_user": "****",
			"salesforce.setup.display": "For user ****, changed profile",
			"log.record.original": '{"Display":"For user ****, changed"}',
			// An attribute of its own: to be named, or to be matched by its value.
			"salesforce.setup.section": 'Bo "B" Ek',
		});
	});

	test("the record keeps its identity", () => {
		const processor = processorOf(
			"redaction",
			"{ blocked_key_patterns: ['.*'], blocked_values: ['[0-9a-f]+'] }",
		);
		const record = recordOf({
			"log.record.uid": "abc1",
			"elasticsearch.document_id": "abc1",
		});
		expect(processor.change(record).attributes).toEqual(record.attributes);
	});
});

describe("by what the value looks like", () => {
	test("in attributes, arrays, body and resource, each text counted by reason", () => {
		const processor = processorOf(
			"redaction",
			"{ presets: [email, ip], blocked_values: ['00D\\w{15}', '(?i)PASS\\w+'] }",
		);
		const { attributes, body, resource } = processor.change(LOGIN);
		expect(attributes).toEqual({
			...LOGIN.attributes,
			"user.name": "****",
			"client.address": "****",
			"error.type": "LOGIN_ERROR_INVALID_****",
			"http.request.header.x-forwarded-for": ["****, ****"],
		});
		expect(body).toBe("Login failed for **** from ****: invalid ****");
		expect(resource.attributes).toEqual({
			"service.name": "salesforce",
			"salesforce.organization.id": "****",
		});
		const total = (reason: string) =>
			processor.total("salesforce_processor_masked_values", { reason });
		expect(total("email")).toBe(2);
		expect(total("ip")).toBe(3);
		expect(total("blocked_value")).toBe(3);
	});

	test("redact_body: false leaves the body", () => {
		const processor = processorOf(
			"redaction",
			"{ presets: [email], redact_body: false }",
		);
		const changed = processor.change(LOGIN);
		expect(changed.body).toBe(LOGIN.body);
		expect(changed.attributes["user.name"]).toBe("****");
	});

	test("records that shared a resource share the masked one", () => {
		const processor = processorOf("redaction", "{ presets: [ip] }");
		const resource = resourceOf({ "host.ip": "203.0.113.7" });
		const records = [1, 2].map((n) => recordOf({ n }, { resource }));
		const [first, second] = processor.process(records);
		expect(first?.resource.attributes).toEqual({ "host.ip": "****" });
		expect(first?.resource).toBe(second?.resource);
	});
});

test("what was masked once is not masked again", () => {
	const processor = processorOf(
		"redaction",
		"{ presets: [email, ip], blocked_key_patterns: ['^user'] }",
	);
	const once = processor.process([LOGIN]);
	expect(processor.process(once)).toBe(once);
});
