#include "server/courier.hpp"

#include <algorithm>

#include "engine/base/json_writer.hpp"
#include "engine/base/sha256.hpp"
#include "engine/store/letters.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t messages_of_a_step = 200;
constexpr std::int64_t between_escalations = 10'000'000;  // microseconds

Response done() {
  return {.status = 200, .content_type = "", .body = ""};
}

store::DeliveryState state_of(const Verdict& verdict) {
  switch (verdict.kind) {
    case Verdict::Kind::delivered:
      return store::DeliveryState::delivered;
    case Verdict::Kind::given_up:
      return store::DeliveryState::failed;
    default:
      return store::DeliveryState::waiting;
  }
}

// Whoever gets a digest is told of an emergency all the same.
std::optional<std::set<std::string>> kinds_at_once(const Endpoint& endpoint) {
  if (!endpoint.digest) return endpoint.kinds;
  std::set<std::string> kinds;
  if (!endpoint.kinds || endpoint.kinds->contains("glass.broken")) kinds.insert("glass.broken");
  return kinds;
}

// Of a letter, for the fax server: which files, and to which number.
std::string letter_body(const Parcel& parcel) {
  JsonWriter out;
  out.begin_object();
  out.field("type", parcel.kind);
  out.field("timestamp", parcel.at);
  out.key("data");
  out.begin_object();
  out.field("id", parcel.id);
  out.field("to", parcel.letter->to);
  out.field("html", parcel.id + ".html");
  out.field("html_sha256", to_hex(sha256(parcel.letter->html)));
  out.field("text", parcel.id + ".txt");
  out.field("text_sha256", to_hex(sha256(parcel.letter->text)));
  out.end_object();
  out.end_object();
  return std::string(out.text());
}

}  // namespace

std::string thin_body(const store::Delivery& delivery) {
  JsonWriter out;
  out.begin_object();
  out.field("type", delivery.message.kind);
  out.field("timestamp", delivery.message.created_at);
  out.key("data");
  out.begin_object();
  out.field("id", delivery.message.id);
  if (!delivery.withdraws_id.empty()) out.field("withdraws", delivery.withdraws_id);
  out.end_object();
  out.end_object();
  return std::string(out.text());
}

Parcel parcel_of(sql::Connection& reader, const Endpoint& endpoint, const store::Delivery& due,
                 Instant now) {
  Parcel parcel{.endpoint = &endpoint,
                .position = due.message.position,
                .id = due.message.id,
                .kind = due.message.kind,
                .attempt = due.attempts + 1,
                .at = now,
                .body = {},
                .words = {}};
  parcel.is_letter = due.message.kind == store::letter_kind;
  if (due.message.kind == store::digest_kind) {
    store::DigestText text = store::digest_text(reader, due.message.position);
    parcel.body = std::move(text.json);
    parcel.words = std::move(text.words);
  } else {
    parcel.body = thin_body(due);
  }
  return parcel;
}

Write Courier::enlist() const {
  return {[endpoints = endpoints_](sql::Connection& writer, Instant) {
            std::vector<store::LetterEndpoint> of_letters;
            for (const Endpoint& it : endpoints) {
              store::enlist(writer, it.name, it.fingerprint);
              if (it.takes_letters) of_letters.push_back({it.name, it.facilities});
            }
            store::set_letter_endpoints(writer, of_letters);
            return done();
          },
          1};
}

std::optional<Write> Courier::fan_out(sql::Connection& reader) const {
  std::vector<store::WantedMessages> wanted;
  const sql::Transaction view(reader);
  for (const Endpoint& it : endpoints_)
    if (store::has_new_messages(reader, it.name))
      wanted.push_back({it.name, kinds_at_once(it), it.facilities, it.quiet});
  if (wanted.empty()) return std::nullopt;
  return Write{[wanted](sql::Connection& writer, Instant now) {
                 for (const auto& it : wanted) store::fan_out(writer, it, now, messages_of_a_step);
                 return done();
               },
               1};
}

std::optional<Write> Courier::digest(sql::Connection& reader, Instant now) const {
  struct Due {
    store::WantedMessages wanted;
    store::DigestTime time;
  };
  std::vector<Due> due;
  const sql::Transaction view(reader);
  for (const Endpoint& it : endpoints_) {
    if (!it.digest) continue;
    Due one{{it.name, it.kinds, it.facilities, {}}, *it.digest};
    if (store::is_digest_due(reader, one.wanted, one.time, now)) due.push_back(std::move(one));
  }
  if (due.empty()) return std::nullopt;
  return Write{[due](sql::Connection& writer, Instant at) {
                 for (const Due& it : due) store::make_digest(writer, it.wanted, it.time, at);
                 return done();
               },
               1};
}

std::optional<Write> Courier::escalate(sql::Connection& reader, Instant now) {
  const std::int64_t since = now.microseconds() - looked_at_.microseconds();
  if (!unclaimed_percent_ || (since >= 0 && since < between_escalations)) return std::nullopt;
  looked_at_ = now;
  const sql::Transaction view(reader);
  if (store::unclaimed(reader, *unclaimed_percent_, now, 1).empty()) return std::nullopt;
  return Write{[percent = *unclaimed_percent_](sql::Connection& writer, Instant at) {
                 store::escalate(writer, percent, at, messages_of_a_step);
                 return done();
               },
               1};
}

std::vector<Parcel> Courier::next(sql::Connection& reader, Instant now) {
  std::vector<Parcel> parcels;
  const sql::Transaction view(reader);
  for (const Endpoint& endpoint : endpoints_) {
    const auto busy = static_cast<std::size_t>(
        std::count_if(under_way_.begin(), under_way_.end(),
                      [&](const auto& it) { return it.first == &endpoint; }));
    std::size_t places = busy < most_under_way ? most_under_way - busy : 0;
    if (places == 0) continue;
    for (auto& due : store::due_deliveries(reader, endpoint.name, now, busy + places)) {
      if (places == 0) break;
      if (!under_way_.emplace(&endpoint, due.message.position).second) continue;
      --places;
      parcels.push_back(parcel_of(reader, endpoint, due, now));
    }
  }
  return parcels;
}

struct Courier::Disclosing {
  std::optional<LetterFiles> files;
};

std::pair<Write, std::shared_ptr<Courier::Disclosing>> Courier::disclose(const Parcel& parcel) {
  const auto said = std::make_shared<Disclosing>();
  store::Attempt refused{.endpoint = parcel.endpoint->name,
                         .position = parcel.position,
                         .at = parcel.at,
                         .outcome = "",
                         .state = store::DeliveryState::failed};
  return {Write{[said, refused](sql::Connection& writer, Instant now) {
                  const auto answer = store::disclose_letter(writer, refused.position, now);
                  said->files.reset();
                  if (answer.letter) {
                    const notices::Draft& words = *answer.letter->sent;
                    said->files = LetterFiles{notices::text_of(words), notices::html_of(words),
                                              answer.letter->to};
                  } else {
                    store::Attempt attempt = refused;
                    attempt.outcome = answer.outcome;
                    store::record_attempt(writer, attempt);
                  }
                  return done();
                },
                1},
          said};
}

bool Courier::take_letter(const Disclosing& said, Parcel& parcel) {
  if (!said.files) return false;
  parcel.letter = said.files;
  parcel.body = letter_body(parcel);
  return true;
}

Write Courier::report(const Parcel& parcel, const Outcome& outcome, Instant now) {
  const Verdict verdict =
      judge(outcome, parcel.attempt, now, parcel.endpoint->name + ' ' + parcel.id);
  store::Attempt attempt{parcel.endpoint->name,
                         parcel.position,
                         now,
                         outcome.what,
                         state_of(verdict),
                         verdict.next_at,
                         parcel.endpoint->quiet,
                         verdict.kind == Verdict::Kind::disabled};
  std::optional<store::LetterDigests> written;
  if (parcel.letter && verdict.kind == Verdict::Kind::delivered)
    written = {to_hex(sha256(parcel.letter->text)), to_hex(sha256(parcel.letter->html))};
  return {[attempt, written](sql::Connection& writer, Instant) {
            store::record_attempt(writer, attempt);
            if (written) store::note_letter_written(writer, attempt.position, *written, attempt.at);
            return done();
          },
          1};
}

void Courier::settle(const Parcel& parcel) {
  under_way_.erase({parcel.endpoint, parcel.position});
}

}  // namespace authledger::server
