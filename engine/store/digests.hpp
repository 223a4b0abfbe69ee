// One message a morning instead of many: how much is overdue, open and new, by kind, without a word
// of whom. What was made is a row for each endpoint and date of its own zone, so that there is
// never a second one, whatever clock or process does.
//
//     if (is_digest_due(reader, wanted, time, now)) ...      // then, in a transaction
//     make_digest(writer, wanted, time, now);
#pragma once

#include <string>

#include "engine/store/deliveries.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/zone.hpp"

namespace authledger::store {

struct DigestTime {
  TimeOfDay at;
  Zone zone;
};

// The latest date whose time has come and that has no digest; an endpoint that never had one
// begins with the next. Those that were missed before it are not made up for.
bool is_digest_due(sql::Connection& reader, const WantedMessages& wanted, const DigestTime& time,
                   Instant now);

// A message "digest.ready" with its delivery to this endpoint, when it is due; within the caller's
// transaction. Counted are obligations of the kinds that the endpoint wants to hear of (a kind
// "notice.owed" is of notices), and its messages since the digest before.
void make_digest(sql::Connection& writer, const WantedMessages& wanted, const DigestTime& time,
                 Instant now);

struct DigestText {
  std::string json;   // as a webhook or a file gets it
  std::string words;  // as a mail says it, lines end with \n
};
DigestText digest_text(sql::Connection& reader, std::int64_t position);

}  // namespace authledger::store
