// Answers that were given to requests with an Idempotency-Key, so that the same request, sent again
// because its answer was lost, gets the same answer instead of another effect
// (draft-ietf-httpapi-idempotency-key-header-07).
//
//     if (const auto before = find_answer(*writer, key, now)) ...    // the same request, or
//     another remember_answer(*writer, key, {fingerprint, 201, "application/json", body}, now);
//
// An answer is remembered in the transaction of what it answers: both are there after a crash, or
// neither is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

constexpr std::int64_t hours_an_answer_is_remembered = 24;

struct RememberedAnswer {
  std::string fingerprint;  // of the request
  int status = 200;
  std::string content_type;
  std::string body;
};

// None: the key is new, or its answer is older than that.
std::optional<RememberedAnswer> find_answer(sql::Connection& connection, const std::string& key,
                                            Instant now);

// Forgets some of what is too old, too: a few each time, so that no request pays for a whole day.
void remember_answer(sql::Connection& writer, const std::string& key,
                     const RememberedAnswer& answer, Instant now);

}  // namespace authledger::store
