// A Salesforce org on loopback, for the demo and for every test. It shares no
// code with the receiver: it is an independent judge of it.

import {
	createPrivateKey,
	createPublicKey,
	generateKeyPair,
} from "node:crypto";
import { promisify } from "node:util";
import { createDeeds } from "./deeds.ts";
import { createFaults } from "./faults/create-faults.ts";
import type { FaultName } from "./faults/fault-table.ts";
import { createVolume } from "./generate/volume.ts";
import { createInterventions } from "./http/interventions.ts";
import { startOrgServer } from "./http/org-server.ts";
import { createRequestLog } from "./http/request-log.ts";
import { rawContent } from "./log-files/file-content.ts";
import { rulesOfOptions } from "./log-files/file-rules.ts";
import type { LogFile } from "./log-files/log-file.ts";
import {
	createLogFileStore,
	type Publication,
} from "./log-files/log-file-store.ts";
import {
	createSchedule,
	type ScheduledPublication,
} from "./log-files/schedule.ts";
import { createAppSecrets } from "./oauth/app-secrets.ts";
import { createLoginRate } from "./oauth/login-rate.ts";
import { oauthErrorBody } from "./oauth/oauth-errors.ts";
import { createRefreshTokens } from "./oauth/refresh-tokens.ts";
import { createSessions } from "./oauth/sessions.ts";
import { createTokenEndpoint, refusal } from "./oauth/token-endpoint.ts";
import { createUserinfo } from "./oauth/userinfo.ts";
import { createObjects } from "./objects/create-objects.ts";
import { eventLogFileObject } from "./objects/event-log-file.ts";
import { userObject, userRow } from "./objects/user.ts";
import { resolveOptions, type SimulatorOptions } from "./options.ts";
import { createOrganization } from "./organization.ts";
import { AUDIENCE, configText } from "./receiver-config.ts";
import { createApiUsage } from "./rest/api-usage.ts";
import { createLongRunning } from "./rest/long-running.ts";
import { createQueryEndpoint } from "./rest/query.ts";
import { bearerToken, createRestApi } from "./rest/rest-api.ts";
import { createSimulatedClock } from "./simulated-clock.ts";
import type { FileToPublish, Simulator } from "./simulator.ts";
import { createCatalog } from "./soql/object-definition.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** setTimeout fires at once beyond this. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface SimulatorHooks {
	/** Real time; Date.now. */
	readonly realNow?: () => number;
	/** A file came into being after the start. */
	readonly onPublish?: (file: LogFile) => void;
	/** A fault has happened, to this request, file or hour. */
	readonly onFault?: (name: FaultName, where: string) => void;
}

/** Throws an `Error` that names each wrong option, or why the port can't be had. */
export async function startSimulator(
	input: SimulatorOptions = {},
	hooks: SimulatorHooks = {},
): Promise<Simulator> {
	const { realNow = Date.now, onPublish } = hooks;
	const options = resolveOptions(input);
	const organization = createOrganization(options);
	const privateKeyPem = options.private_key ?? (await newPrivateKey());
	const secrets = createAppSecrets(options.seed);
	const refreshTokens = createRefreshTokens(
		secrets.refreshToken,
		options.login.rotate_refresh_tokens,
	);
	const clock = createSimulatedClock(
		options.start_time ? Date.parse(options.start_time) : realNow(),
		options.speed,
		realNow,
	);
	const { now } = clock;

	const faults = createFaults({
		switchedOn: options.faults,
		seed: options.seed,
		start: now(),
		now,
		interval: options.interval,
		fileRules: rulesOfOptions(options),
		onHappening: hooks.onFault,
	});

	const files = createLogFileStore();
	const volume = createVolume(organization.population, options);
	const schedule = createSchedule(
		organization,
		volume,
		options,
		faults.fileRules,
	);
	const publish = (scheduled: ScheduledPublication): LogFile => {
		const { eventType, interval, sequence, logDate } = scheduled;
		const publication = {
			...scheduled,
			content: faults.content(
				`${interval} ${eventType} ${new Date(logDate).toISOString()} ${sequence}`,
				scheduled.content,
			),
		};
		const { replaces, newId = false } = publication;
		return replaces !== undefined && files.find(replaces, Infinity)
			? files.replace(replaces, publication, newId)
			: files.publish(publication);
	};
	schedule.start(now()).forEach(publish);
	const objects = createObjects(
		organization,
		volume,
		options,
		{ begin: () => schedule.begin, now },
		faults,
	);

	/** Invariant: whoever looks at the org sees every file that is due. */
	function publishDue(): void {
		for (const publication of schedule.due(now())) {
			const file = publish(publication);
			onPublish?.(file);
		}
	}

	/** Whoever waits is told what is due. */
	function lookAround(): void {
		publishDue();
		pubSub?.look();
	}

	let timer: NodeJS.Timeout | undefined;
	function wakeForNext(): void {
		clearTimeout(timer);
		const delay = clock.realDelayUntil(
			Math.min(schedule.nextAt(), pubSub?.nextAt() ?? Infinity),
		);
		if (delay === Infinity) return;
		timer = setTimeout(
			() => {
				lookAround();
				wakeForNext();
			},
			Math.min(delay, MAX_TIMER_MS),
		).unref();
	}

	const sessions = createSessions({
		organizationId: organization.shortId,
		lifetime: options.access_token_lifetime,
		reuse: options.reuse_session,
		now,
	});
	const pubSub =
		options.pub_sub || faults.needPubSub
			? // Loaded when it is wanted: gRPC takes its time.
				await (await import("./pub-sub/start-pub-sub.ts")).startPubSub({
					source: objects.source,
					isSession: (token) => sessions.use(token) !== undefined,
					refusal: faults.refusal,
					organizationId: organization.id,
					now,
				})
			: undefined;
	const usage = createApiUsage(options.daily_api_requests, now);
	const interventions = createInterventions();
	const requests = createRequestLog();
	const catalog = createCatalog(
		[
			eventLogFileObject(
				() => files.visible(now()),
				userRow(organization.integrationUser),
			),
			userObject(organization.users),
			...objects.definitions,
		].filter(({ name }) => options.permissions[name] !== false),
	);
	const queries = createQueryEndpoint({
		catalog,
		pageSize: options.page_size,
		now,
	});
	const longRunning = createLongRunning(options.long_running_requests, now);
	const rate = createLoginRate(now);
	const rest = createRestApi({
		sessions,
		usage,
		catalog,
		queries,
		findLogFile: (id) => files.find(id, now()),
		announceLength: options.content_length,
	});

	const server = await startOrgServer({
		port: options.port,
		gzip: options.gzip,
		effect: (endpoint, asked) =>
			interventions.take(endpoint, asked) ?? faults.effect(endpoint, asked),
		perform: createDeeds({ usage, longRunning, rate, queries, files, now }),
		requests,
		longRunning,
		now,
		realNow,
		onRequest: publishDue,
		rest: rest.answer,
		token: (asked) => token(asked),
		userinfo: (asked) => userinfo(asked),
		expireSession: (asked) => sessions.expire(bearerToken(asked) ?? ""),
	});
	const url = `http://127.0.0.1:${server.port}`;
	const token = createTokenEndpoint({
		organization,
		instanceUrl: url,
		rules: {
			publicKey: createPublicKey(createPrivateKey(privateKeyPem)),
			clientId: organization.clientId,
			audiences: [AUDIENCE, "https://test.salesforce.com", url],
			approved: new Set([organization.integrationUser.username]),
			known: new Set(organization.users.map(({ username }) => username)),
			maxLifetime: options.max_assertion_lifetime,
		},
		secrets,
		login: options.login,
		refreshTokens,
		sessions,
		rate,
		realNow,
	});
	const userinfo = createUserinfo(organization, url, sessions);
	wakeForNext();

	const credentials = {
		instanceUrl: url,
		clientId: organization.clientId,
		username: organization.integrationUser.username,
		privateKeyPem,
		...secrets,
	};

	function toPublication(file: FileToPublish, instead?: LogFile): Publication {
		const interval = file.interval ?? instead?.interval ?? "Hourly";
		const step = interval === "Daily" ? DAY_MS : HOUR_MS;
		return {
			eventType: file.eventType ?? instead?.eventType ?? "Login",
			interval,
			sequence:
				file.sequence ?? instead?.sequence ?? (interval === "Daily" ? 0 : 1),
			logDate:
				file.logDate?.getTime() ??
				instead?.logDate ??
				Math.floor(now() / step) * step - step,
			createdDate: file.createdDate?.getTime() ?? now(),
			content:
				typeof file.content === "string" || Buffer.isBuffer(file.content)
					? rawContent(file.content)
					: file.content,
			length: file.length,
		};
	}

	return {
		...credentials,
		url,
		port: server.port,
		pubSubAddress: pubSub && `127.0.0.1:${pubSub.port}`,
		organizationId: organization.id,
		organizationName: organization.name,
		config: (overrides) => configText(credentials, options, overrides),
		now,
		advance(ms) {
			clock.advance(ms);
			lookAround();
			wakeForNext();
		},
		ledger() {
			publishDue();
			return files.ledger(now());
		},
		objectLedger: objects.ledger,
		publishRows: objects.insert,
		publishFile: (file) => files.publish(toPublication(file)),
		replaceFile(id, file, { newId = false } = {}) {
			const instead = files.find(id, Infinity);
			if (!instead) throw new Error(`There is no log file ${id}.`);
			return files.replace(id, toPublication(file, instead), newId);
		},
		withdrawFile: files.withdraw,
		intervene: interventions.add,
		pendingInterventions: interventions.pending,
		clearInterventions: interventions.clear,
		failNextLogins(errors) {
			interventions.add(
				...errors.map((error) => ({
					on: { endpoint: "token" as const },
					effect: {
						kind: "answer" as const,
						answer: refusal(
							typeof error === "string" ? oauthErrorBody(error) : error,
						),
					},
				})),
			);
		},
		faultsHappened: faults.happened,
		endFaults: faults.end,
		expireTokens: sessions.expireAll,
		revokeRefreshToken: refreshTokens.revoke,
		spendApiCalls: (calls) => void usage.spend(calls),
		openRequests: server.open,
		requestCount: requests.count,
		requests: requests.all,
		requested: (matcher, { count = 1, signal } = {}) =>
			requests.reached(matcher, count, signal),
		close() {
			clearTimeout(timer);
			pubSub?.close();
			return server.close();
		},
	};
}

async function newPrivateKey(): Promise<string> {
	const { privateKey } = await promisify(generateKeyPair)("rsa", {
		modulusLength: 2048,
	});
	return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
