// Every answer that is not a success: application/problem+json (RFC 9457), with the code of the
// first problem, and every problem with its place.
//
//     {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "...",
//      "code": "invalid_value", "pointer": "/2/start",
//      "problems": [{"code": "invalid_value", "pointer": "/2/start", "detail": "..."}, ...]}
#pragma once

#include <string_view>

#include "engine/base/result.hpp"
#include "server/request.hpp"

namespace authledger::server {

std::string_view reason_phrase(int status);  // RFC 9110: 404 is "Not Found"

// The problem that comes first in the order of ProblemCode: it speaks for all.
const Problem& spokesman(const Problems& problems);

// Input that was refused.
Response refusal(int status, const Problems& problems);

// 413 when something was too large, else 400: what nobody could decode.
Response undecodable(const Problems& problems);

Response not_found(std::string_view detail);

// What the service, not the ledger, refuses: "method_not_allowed", "busy".
Response problem(int status, std::string_view code, std::string_view detail);

// 401: whoever asks is nobody whom the service knows. The same for every kind of key that is not
// good, so that nobody learns which.
Response not_signed_in();
// To programs that ask their user for a name and a password, as those with a calendar do.
Response not_signed_in_by_password();

// 401 with a code of its own: somebody tries to sign in.
Response not_let_in(std::string_view code, std::string_view detail);

// 403: whoever asks is known, and has no role for this.
Response not_permitted();

}  // namespace authledger::server
