/** What a shop puts into its own code for the progress bar, with this server's address and the store filled in (docs/widget.md). */
import { BASE } from "../app/html.js";

/** The languages of the recipe that makes a customer token. */
export const LANGUAGES = { php: "PHP", python: "Python" };

/** This server as the browser reached it, without a slash at the end. */
const server = () => new URL(BASE, location.href).href.replace(/\/$/, "");

const php = (store) => `function echelon_base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function echelon_customer_token(string $customer, int $expires): string
{
    $said = 'ep1.${store}.' . echelon_base64url($customer) . '.' . $expires;
    $signature = hash_hmac('sha256', $said, getenv('ECHELON_WIDGET_KEY'), true);

    return $said . '.' . echelon_base64url($signature);
}

$token = echelon_customer_token((string) $customerId, time() + 3600);`;

const python = (store) => `import base64, hashlib, hmac, os, time


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def customer_token(customer: str, expires: int) -> str:
    said = f"ep1.${store}.{base64url(customer.encode('utf-8'))}.{expires}"
    key = os.environ["ECHELON_WIDGET_KEY"].encode("ascii")
    signature = hmac.new(key, said.encode("ascii"), hashlib.sha256).digest()
    return f"{said}.{base64url(signature)}"


token = customer_token(str(customer_id), int(time.time()) + 3600)`;

/** Makes the token on the shop's server. @param {string} language one of LANGUAGES @param {string} store its key */
export function tokenSnippet(language, store) {
  return { php, python }[language](store);
}

export function elementSnippet() {
  return `<script type="module" src="${server()}/widget.js"></script>\n<echelon-progress token="TOKEN"></echelon-progress>`;
}

export function frameSnippet() {
  return `<iframe src="${server()}/widget?token=TOKEN"\n  title="Customer status" width="100%" height="320"></iframe>`;
}

export function styleSnippet() {
  return "echelon-progress {\n  --echelon-accent: #b45309;\n  --echelon-radius: 0;\n}";
}
