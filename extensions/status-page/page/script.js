// Draws what the process tells. Nothing is drawn anew that has not changed, so that
// neither focus nor a screen reader loses its place; times that pass are kept by
// themselves, once a second.

/** A page that hears nothing for so long says so. */
const SILENT_MS = 10_000;

const byId = (id) => document.getElementById(id);

const STATES = {
	starting: "Starting",
	ok: "Works",
	recoverable_error: "Trying again",
	permanent_error: "Needs you",
	stopping: "Stopping",
	stopped: "Stopped",
};

let clockAhead = 0;
let heardAt = 0;
let answersNoMore = false;
const drawn = new Map();

/** @returns {HTMLElement} */
function el(tag, attributes, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (value !== undefined) element.setAttribute(name, String(value));
	}
	element.append(...children.filter((child) => child !== undefined));
	return element;
}

function svg(tag, attributes, ...children) {
	const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
	for (const [name, value] of Object.entries(attributes)) {
		element.setAttribute(name, String(value));
	}
	element.append(...children);
	return element;
}

const count = (value) => Math.round(value).toLocaleString("en");
const several = (value, noun) =>
	`${count(value)} ${value === 1 ? noun : `${noun}s`}`;

function bytes(value) {
	const units = ["B", "KB", "MB", "GB", "TB"];
	let left = value;
	let unit = 0;
	while (left >= 1000 && unit < units.length - 1) {
		left /= 1000;
		unit++;
	}
	return `${left < 10 && unit > 0 ? left.toFixed(1) : Math.round(left)} ${units[unit]}`;
}

function span(ms) {
	const seconds = Math.max(0, Math.round(ms / 1000));
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes} min`;
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return `${hours} h ${minutes % 60} min`;
	return `${Math.floor(hours / 24)} days`;
}

/** A moment, as far away as it is now; kept up to date. */
function ago(at, form = "ago") {
	if (at === undefined) return "–";
	return el("time", {
		datetime: new Date(at).toISOString(),
		title: new Date(at).toLocaleString(),
		"data-at": at,
		"data-form": form,
	});
}

function tellTimes() {
	const now = Date.now() + clockAhead;
	for (const time of document.querySelectorAll("time[data-at]")) {
		const passed = now - Number(time.dataset.at);
		const text = {
			ago: passed < 1500 ? "now" : `${span(passed)} ago`,
			for: `for ${span(passed)}`,
			in: passed >= -500 ? "due" : `in ${span(-passed)}`,
			age: span(passed),
		}[time.dataset.form];
		if (time.textContent !== text) time.textContent = text;
	}
}

/** Draws a part when what it shows has changed. */
function draw(id, shown, children) {
	const text = JSON.stringify(shown);
	if (drawn.get(id) === text) return;
	drawn.set(id, text);
	byId(id).replaceChildren(...children());
}

function chip({ state }) {
	return el("span", { class: "chip", "data-state": state }, STATES[state]);
}

/** The state, since when if it is no good one, and what was said. */
function stateCell(view) {
	const parts = [chip(view)];
	if (view.state.endsWith("_error")) {
		parts.push(el("small", {}, ago(view.since, "for")));
		if (view.message) parts.push(el("small", {}, view.message));
	}
	return parts;
}

function sparkline(values, what) {
	const total = values.reduce((sum, value) => sum + value, 0);
	const most = Math.max(...values, 1);
	const picture = svg(
		"svg",
		{
			class: "spark",
			viewBox: `0 0 ${values.length * 3} 28`,
			preserveAspectRatio: "none",
			role: "img",
			"aria-label": `${count(total)} ${what} in the last hour, at most ${count(Math.max(...values))} a minute`,
		},
		svg("rect", {
			class: "ground",
			x: 0,
			y: 27,
			width: values.length * 3,
			height: 1,
		}),
	);
	values.forEach((value, index) => {
		if (value === 0) return;
		const height = Math.max(2, (value / most) * 26);
		picture.append(
			svg("rect", { x: index * 3, y: 27 - height, width: 2, height }),
		);
	});
	return picture;
}

function table(caption, columns, rows) {
	return el(
		"table",
		{},
		el("caption", {}, caption),
		el(
			"thead",
			{},
			el("tr", {}, ...columns.map((name) => el("th", { scope: "col" }, name))),
		),
		el(
			"tbody",
			{},
			...rows.map(({ id, state, cells: [first, ...rest] }) =>
				el(
					"tr",
					{ "data-id": id, "data-state": state },
					el("th", { scope: "row" }, ...first),
					...rest.map((cell, index) =>
						el("td", { "data-label": columns[index + 1] }, ...cell),
					),
				),
			),
		),
	);
}

function streamRow(stream) {
	const rows = stream.rows.reduce((sum, value) => sum + value, 0);
	return {
		id: stream.name,
		state: stream.state,
		cells: [
			[stream.name, stream.lastFile && el("small", {}, stream.lastFile)],
			stateCell(stream),
			[ago(stream.newestEventAt)],
			[
				ago(stream.watermark, "age"),
				stream.filesWaiting > 0 &&
					el("small", {}, `${several(stream.filesWaiting, "file")} waiting`),
			],
			[ago(stream.nextPollAt, "in")],
			[
				sparkline(stream.rows, "rows"),
				el("small", { class: "rows" }, several(rows, "row")),
			],
		].map((cell) => cell.filter(Boolean)),
	};
}

function calls(what, { used, limit }) {
	const share = limit > 0 ? Math.min(1, used / limit) : 1;
	const fill = el("span", {});
	fill.style.setProperty("--share", `${(share * 100).toFixed(1)}%`);
	return el(
		"div",
		{ class: "budget" },
		el(
			"span",
			{},
			`${what} in 24 hours: ${count(used)} of ${count(limit)}, ${count(Math.max(0, limit - used))} left`,
		),
		el(
			"div",
			{ class: "bar", "data-full": share >= 0.95, "aria-hidden": "true" },
			fill,
		),
	);
}

function orgSection(org, index) {
	const title = `org-${index}`;
	return el(
		"section",
		{ "aria-labelledby": title, "data-id": org.id, "data-state": org.state },
		el(
			"div",
			{ class: "org-head" },
			el(
				"div",
				{},
				el(
					"h2",
					{ id: title },
					org.id,
					" ",
					el("small", {}, org.organizationId ?? "not logged in yet"),
				),
				el("div", {}, ...stateCell(org)),
				org.cure ? el("p", { class: "cure" }, org.cure) : undefined,
			),
			el(
				"div",
				{ class: "budgets" },
				org.budget ? calls("Own API calls", org.budget) : undefined,
				org.calls ? calls("Everybody's API calls", org.calls) : undefined,
			),
		),
		table(
			`Streams of ${org.id}`,
			["Stream", "State", "Newest event", "Behind", "Next poll", "Last hour"],
			org.streams.map(streamRow),
		),
	);
}

function exporterRow(exporter) {
	const { latency, lastAnswer, deadLetters } = exporter;
	const minute = exporter.sentByMinute.at(-2) ?? 0;
	return {
		id: exporter.id,
		state: exporter.state,
		cells: [
			[exporter.id],
			stateCell(exporter),
			[
				several(exporter.queued, "record"),
				el(
					"small",
					{},
					exporter.oldestQueuedAt === undefined
						? "empty"
						: `${bytes(exporter.queueBytes)}, oldest `,
					exporter.oldestQueuedAt === undefined
						? ""
						: ago(exporter.oldestQueuedAt),
				),
			],
			[
				sparkline(exporter.sentByMinute, "records sent"),
				el(
					"small",
					{ class: "sent" },
					`${count(exporter.sent)} sent, ${count(minute)} in the last minute`,
				),
			],
			[
				latency === undefined ? "–" : `${span(latency.median * 1000)}`,
				latency && el("small", {}, `95% within ${span(latency.p95 * 1000)}`),
			],
			[
				lastAnswer === undefined ? "–" : ago(lastAnswer.at),
				lastAnswer && el("small", {}, lastAnswer.text),
			],
			[count(deadLetters)],
		].map((cell) => cell.filter((part) => part !== undefined)),
	};
}

function problemList(problems) {
	if (problems.length === 0) {
		return [el("p", { class: "quiet" }, "None since the process started.")];
	}
	return [
		el(
			"ul",
			{},
			...problems.map((problem) =>
				el(
					"li",
					{},
					el(
						"p",
						{},
						el("strong", {}, problem.message),
						" ",
						el(
							"span",
							{ class: "quiet" },
							[problem.component, problem.stream].filter(Boolean).join(", "),
							" ",
						),
						ago(problem.lastAt),
						problem.times > 1
							? el(
									"span",
									{ class: "quiet" },
									`, ${count(problem.times)} times`,
								)
							: undefined,
					),
					problem.detail ? el("p", {}, problem.detail) : undefined,
					problem.cure ? el("p", { class: "cure" }, problem.cure) : undefined,
				),
			),
		),
	];
}

function verdict({ verdict, findings }) {
	byId("verdict").dataset.state = verdict.state;
	draw("verdict-text", verdict.text, () => [verdict.text]);
	draw("verdict-since", verdict.since, () =>
		verdict.since === undefined ? [] : ["It began ", ago(verdict.since), "."],
	);
	draw("findings", findings, () =>
		findings.map((finding) =>
			el(
				"li",
				{ "data-severity": finding.severity },
				el(
					"p",
					{},
					el("span", { class: "where" }, finding.where),
					" ",
					ago(finding.since, "for"),
				),
				el("p", {}, finding.what),
				el("p", { class: "todo" }, finding.todo),
			),
		),
	);
	document.title = `${{ ok: "✓", starting: "…" }[verdict.state] ?? "!"} salesforce-otlp`;
}

function show(snapshot) {
	clockAhead = snapshot.now - Date.now();
	verdict(snapshot);
	draw("orgs", snapshot.orgs, () => snapshot.orgs.map(orgSection));
	draw("exporter-table", snapshot.exporters, () => [
		table(
			"Backends",
			[
				"Exporter",
				"State",
				"Queue",
				"Last hour",
				"Event to backend",
				"Last answer",
				"Dead letters",
			],
			snapshot.exporters.map(exporterRow),
		),
	]);
	draw("problem-list", snapshot.problems, () => problemList(snapshot.problems));
	draw("process", [snapshot.version, snapshot.process], () => [
		`Version ${snapshot.version}, running `,
		ago(snapshot.startedAt, "for"),
		`; ${bytes(snapshot.process.databaseBytes)} of state`,
		snapshot.process.memoryBytes === undefined
			? ""
			: `, ${bytes(snapshot.process.memoryBytes)} of memory`,
		".",
	]);
	tellTimes();
}

function tellConnection(state, text) {
	byId("live").dataset.live = state;
	draw("live-text", text, () => [text]);
}

/** What is on the page may no longer be true. */
function silent() {
	answersNoMore = true;
	tellConnection("lost", "No answer");
	byId("verdict").dataset.state = "silent";
	const text = "The process does not answer.";
	draw("verdict-text", text, () => [text]);
	draw("verdict-since", heardAt, () => [
		heardAt === 0 ? "" : "What is below was true ",
		heardAt === 0 ? "" : ago(heardAt + clockAhead),
	]);
	draw("findings", [], () => []);
	document.title = "! salesforce-otlp";
	tellTimes();
}

const events = new EventSource("events");
events.addEventListener("message", ({ data }) => {
	heardAt = Date.now();
	answersNoMore = false;
	tellConnection("live", "Live");
	show(JSON.parse(data));
});

setInterval(() => {
	if (Date.now() - heardAt > SILENT_MS && !answersNoMore) silent();
	tellTimes();
}, 1_000);
heardAt = Date.now();

const response = await fetch("status.json");
byId("configuration-text").textContent = (await response.json()).configuration;
