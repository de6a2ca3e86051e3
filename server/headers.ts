import type { Settings } from "#app/config/settings.ts";

/** The headers of every reply (reliability.md 5.2). No public page has a script, so none may run. */
export function securityHeaders(settings: Settings): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
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
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    ...(settings.siteUrl.startsWith("https:")
      ? { "Strict-Transport-Security": "max-age=63072000; includeSubDomains" }
      : {}),
  };
}
