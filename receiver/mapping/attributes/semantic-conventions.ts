// Attributes of OpenTelemetry's semantic conventions that records use, each with
// exactly the meaning that it has there.

import type { AttributeDescriptions } from "./attribute.ts";

export const SEMANTIC_CONVENTIONS: AttributeDescriptions = {
	"log.record.uid": {
		brief:
			"The same for the same event, however often and from whichever file it is read",
		example: "06f932187281caff807e26ab19f1bb84",
		semanticConvention: "development",
	},
	"log.record.original": {
		brief: "The row as JSON, if `include_original` asks for it",
		example: '{"EVENT_TYPE":"Login"}',
		semanticConvention: "development",
	},
	"error.type": {
		brief:
			"What went wrong, in few different values: a status code, an HTTP status, an exception's type",
		example: "LOGIN_ERROR_INVALID_PASSWORD",
		semanticConvention: "stable",
	},
	"user.id": {
		brief: "The user, or the actor of a change; always 18 characters",
		example: "0055j00000AT6I1AAL",
		semanticConvention: "development",
	},
	"user.name": {
		brief: "Username",
		example: "ana@example.com",
		semanticConvention: "development",
	},
	"user.full_name": {
		brief: "The person's name",
		example: "Ana Admin",
		semanticConvention: "development",
	},
	"session.id": {
		brief: "Hash of the session's id: the same in every event of a session",
		example: "d7DEq/ANa7nNZZVD",
		semanticConvention: "development",
	},
	"client.address": {
		brief: "IP address of the client",
		example: "203.0.113.7",
		semanticConvention: "stable",
	},
	"server.address": {
		brief: "Host of the login page, or the host that was called",
		example: "login.salesforce.com",
		semanticConvention: "stable",
	},
	"user_agent.original": {
		brief: "User agent as the client sent it",
		example: "Mozilla/5.0 (Macintosh) Firefox/50.0",
		semanticConvention: "stable",
	},
	"user_agent.name": {
		brief: "Name of the browser",
		example: "Chrome",
		semanticConvention: "development",
	},
	"user_agent.version": {
		brief: "Version of the browser",
		example: "120",
		semanticConvention: "development",
	},
	"user_agent.os.name": {
		brief: "Operating system of the client",
		example: "Windows 10",
		semanticConvention: "development",
	},
	"user_agent.os.version": {
		brief: "Version of the client's operating system",
		example: "17.1",
		semanticConvention: "development",
	},
	"url.path": {
		brief: "Path of the request or the page",
		example: "/services/oauth2/token",
		semanticConvention: "stable",
	},
	"url.query": {
		brief:
			"Query of the request; the values of parameters that look like secrets are `REDACTED`",
		example: "tsid=1",
		semanticConvention: "stable",
	},
	"url.full": {
		brief:
			"The URL that was called; user, password and the values of parameters that look like secrets are `REDACTED`",
		example: "https://api.example.com/orders?page=2",
		semanticConvention: "stable",
	},
	"http.request.method": {
		brief: "HTTP method",
		example: "POST",
		semanticConvention: "stable",
	},
	"http.request.size": {
		brief: "Size of the request in bytes",
		example: 512,
		semanticConvention: "development",
		unit: "By",
	},
	"http.response.size": {
		brief: "Size of the answer in bytes",
		example: 2048,
		semanticConvention: "development",
		unit: "By",
	},
	"http.response.status_code": {
		brief: "HTTP status of the answer",
		example: 503,
		semanticConvention: "stable",
	},
	"http.request.header.referer": {
		brief: "The page that the request came from, without secrets",
		example: ["https://example.com/"],
		semanticConvention: "stable",
	},
	"http.request.header.x-forwarded-for": {
		brief:
			"X-Forwarded-For as the client sent it; Salesforce cuts it after 256 characters",
		example: ["203.0.113.7, 10.0.0.1"],
		semanticConvention: "stable",
	},
	"http.response.header.content-type": {
		brief: "Media type of the answer",
		example: ["application/json"],
		semanticConvention: "stable",
	},
	"tls.protocol.name": {
		brief: "`tls` or `ssl`",
		example: "tls",
		semanticConvention: "development",
	},
	"tls.protocol.version": {
		brief: "Version of TLS",
		example: "1.3",
		semanticConvention: "development",
	},
	"tls.cipher": {
		brief: "Cipher suite, by its OpenSSL name",
		example: "ECDHE-RSA-AES256-GCM-SHA384",
		semanticConvention: "development",
	},
	"geo.country.iso_code": {
		brief: "Country of the client's address",
		example: "DE",
		semanticConvention: "development",
	},
	"geo.locality.name": {
		brief: "City of the client's address",
		example: "Munich",
		semanticConvention: "development",
	},
	"geo.postal_code": {
		brief: "Postal code of the client's address",
		example: "80331",
		semanticConvention: "development",
	},
	"geo.location.lat": {
		brief: "Latitude of the client's address",
		example: 48.14,
		semanticConvention: "development",
	},
	"geo.location.lon": {
		brief: "Longitude of the client's address",
		example: 11.58,
		semanticConvention: "development",
	},
	"code.function.name": {
		brief: "Apex class and method",
		example: "OrderService.submit",
		semanticConvention: "stable",
	},
	"db.query.text": {
		brief: "The query",
		example: "SELECT Id FROM Account",
		semanticConvention: "stable",
	},
	"exception.type": {
		brief: "Type of the exception",
		example: "System.MathException",
		semanticConvention: "stable",
	},
	"exception.message": {
		brief: "Message of the exception",
		example: "Divide by 0",
		semanticConvention: "stable",
	},
	"exception.stacktrace": {
		brief: "Stack trace; Salesforce leaves it out for managed packages",
		example: "Class.OrderService.submit: line 22, column 1",
		semanticConvention: "stable",
	},
	"device.id": {
		brief: "The device, as the mobile app named it at its first start",
		example: "6F3A6C2E",
		semanticConvention: "development",
	},
	"device.model.name": {
		brief: "Model of the device",
		example: "iPhone",
		semanticConvention: "development",
	},
};
