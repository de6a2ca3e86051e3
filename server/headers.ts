import type { Settings } from "#app/config/settings.ts";

/** What one address may do and no other: /offline may run its one script and have a worker keep texts. */
const MAY: Record<string, string[]> = {
  "/offline": ["script-src 'self'", "worker-src 'self'"],
};
const NO_SCRIPT = ["script-src 'none'"];

/**
 * All that a browser could do for a page beyond showing it, by the names that today's Chromium knows: one it does not know
 * is a complaint in its console. Our pages ask for none of it, so nobody gets any of it.
 */
const POWERS = [
  "accelerometer",
  "aria-notify",
  "attribution-reporting",
  "autoplay",
  "browsing-topics",
  "camera",
  "captured-surface-control",
  "clipboard-read",
  "clipboard-write",
  "compute-pressure",
  "cross-origin-isolated",
  "deferred-fetch",
  "deferred-fetch-minimal",
  "digital-credentials-get",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "identity-credentials-get",
  "idle-detection",
  "interest-cohort",
  "join-ad-interest-group",
  "keyboard-map",
  "language-detector",
  "local-fonts",
  "local-network",
  "local-network-access",
  "loopback-network",
  "magnetometer",
  "microphone",
  "midi",
  "on-device-speech-recognition",
  "otp-credentials",
  "payment",
  "picture-in-picture",
  "private-aggregation",
  "private-state-token-issuance",
  "private-state-token-redemption",
  "publickey-credentials-create",
  "publickey-credentials-get",
  "run-ad-auction",
  "screen-wake-lock",
  "serial",
  "shared-storage",
  "shared-storage-select-url",
  "storage-access",
  "summarizer",
  "sync-xhr",
  "translator",
  "unload",
  "usb",
  "window-management",
  "xr-spatial-tracking",
];
const NO_POWERS = POWERS.map((power) => `${power}=()`).join(", ");

/** The headers of a reply from an address (reliability.md 5.2). No public page but /offline has a script, so none may run. */
export function securityHeaders(settings: Settings, path = "/"): Record<string, string> {
  const policy = [
    "default-src 'none'",
    ...(Object.hasOwn(MAY, path) ? (MAY[path] ?? NO_SCRIPT) : NO_SCRIPT),
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    // no page has a script that would connect; the worker of /offline does, and Lighthouse asks for robots.txt as a page
    "connect-src 'self'",
    "manifest-src 'self'",
    // browsers hold the redirect after a POST to this list, so the payment page has to be on it
    `form-action 'self' ${settings.stripe.pageOrigins.join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "X-Content-Type-Options": "nosniff",
    // not no-referrer: the browser would then call our own forms' origin "null"
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": NO_POWERS,
    ...(settings.siteUrl.startsWith("https:")
      ? { "Strict-Transport-Security": "max-age=63072000; includeSubDomains" }
      : {}),
  };
}
