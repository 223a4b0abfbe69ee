// What is to be sent next, and what becomes of it: no thread, no clock, no socket. CourierWatch
// (courier_watch.hpp) has them, a test moves the time by hand.
//
//     Courier courier(endpoints);
//     apply(courier.enlist());                              // once, before anything else
//     if (auto write = courier.fan_out(reader)) apply(*write);
//     for (Parcel& parcel : courier.next(reader, now)) ...  // send it
//     apply(courier.report(parcel, outcome, now));          // then
//     courier.settle(parcel);                               // whether it was written or not
//
// The writes go through the Writer and are answered with 200. Each endpoint has its own places
// under way, so that one that is slow does not hold up the others. A parcel that was sent but not
// reported comes again, with the same id: a receiver knows it by that.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/store/deliveries.hpp"
#include "server/committer.hpp"
#include "server/endpoints.hpp"
#include "server/retry.hpp"

namespace authledger::server {

constexpr std::size_t most_under_way = 4;  // of an endpoint

// What a fax server gets of a letter.
struct LetterFiles {
  std::string text, html;
  std::string to;  // the number
};

struct Parcel {
  const Endpoint* endpoint = nullptr;  // of the courier, which must live as long
  std::int64_t position = 0;
  std::string id, kind;
  int attempt = 1;
  Instant at;              // when it is sent: what is signed
  std::string body;        // JSON that names nobody
  std::string words = {};  // of a digest: the lines of its mail
  bool is_letter = false;
  std::optional<LetterFiles> letter = {};  // of one, once it was disclosed
};

// {"type": "notice.owed", "timestamp": …, "data": {"id": "msg_…", "withdraws": …}}: whoever may
// know more asks GET /v1/outbox/{id}.
std::string thin_body(const store::Delivery& delivery);

class Courier {
 public:
  explicit Courier(Endpoints endpoints)
      : endpoints_(std::move(endpoints.all)), unclaimed_percent_(endpoints.unclaimed_percent) {}
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  const std::vector<Endpoint>& endpoints() const { return endpoints_; }

  Write enlist() const;
  // None: every message has its deliveries.
  std::optional<Write> fan_out(sql::Connection& reader) const;

  // None: no endpoint's morning has come.
  std::optional<Write> digest(sql::Connection& reader, Instant now) const;

  // None: there is nothing to tell a lead of, or it looked less than ten seconds ago.
  std::optional<Write> escalate(sql::Connection& reader, Instant now);

  // In a transaction of its own. They are under way until they are settled.
  std::vector<Parcel> next(sql::Connection& reader, Instant now);
  // Of a parcel that is a letter, before it is sent: asks whether it may leave, and enters that it
  // does. When it was written, take_letter() says whether it is still to be sent.
  struct Disclosing;
  static std::pair<Write, std::shared_ptr<Disclosing>> disclose(const Parcel& parcel);
  static bool take_letter(const Disclosing& said, Parcel& parcel);

  static Write report(const Parcel& parcel, const Outcome& outcome, Instant now);
  void settle(const Parcel& parcel);

 private:
  const std::vector<Endpoint> endpoints_;
  const std::optional<int> unclaimed_percent_;
  Instant looked_at_;
  std::set<std::pair<const Endpoint*, std::int64_t>> under_way_;
};

}  // namespace authledger::server
