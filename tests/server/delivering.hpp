// The courier in simulated time: the ledger's side of deliveries as the service has it, receivers
// that a test invents.
//
//     open({endpoint("all")});
//     owe("E1", "notice:a:1");
//     pass(10 * second, second, taken);
//     EXPECT_EQ(received["all"], ids_in_order());
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/store/data_directory.hpp"
#include "engine/store/registry.hpp"
#include "server/courier.hpp"
#include "tests/support/given.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::server {

using Texts = std::vector<std::string>;
constexpr std::int64_t second = 1'000'000, hour = 3'600 * second;

inline Endpoint endpoint(const std::string& name) {
  Endpoint it;
  it.name = name;
  it.url = "https://" + name + ".example/";
  it.fingerprint = name;
  return it;
}

class Delivering : public testing::Test {
 protected:
  using Answer = std::function<Outcome(const Parcel&, Instant)>;

  void open(std::vector<Endpoint> endpoints) {
    courier = std::make_unique<Courier>(Endpoints{std::move(endpoints)});
    apply(courier->enlist());
  }
  void apply(const Write& write) {
    sql::Transaction transaction(data.writer());
    EXPECT_EQ(write.apply(data.writer(), now).status, 200);
    transaction.commit();
  }
  // A message, as a restating writes it.
  void owe(const std::string& episode, const std::string& obligation,
           ObligationStatus status = ObligationStatus::open) {
    Standing standing;
    Obligation it;
    it.kind = ObligationKind::notice;
    it.key = obligation;
    it.status = status;
    standing.as_of = now;
    for (const std::string& key : owed[episode])
      if (key != obligation) standing.obligations.push_back(with_key(it, key));
    standing.obligations.push_back(it);
    owed[episode].insert(obligation);
    sql::Transaction transaction(data.writer());
    store::announce(data.writer(), episode, "main", standing, {});
    transaction.commit();
  }
  static Obligation with_key(Obligation it, const std::string& key) {
    it.key = key;
    it.status = ObligationStatus::open;
    return it;
  }
  void enter_facility() {
    sql::Transaction transaction(data.writer());
    store::enter_facility(data.writer(), {"main", "Main", "", test::zone("America/Chicago"), {}},
                          now);
    transaction.commit();
  }
  void fan_out() {
    if (const auto write = courier->fan_out(*reader)) apply(*write);
  }
  void make_digests() {
    if (const auto write = courier->digest(*reader, now)) apply(*write);
  }
  // One look: what is due is sent and answered at once.
  void look(const Answer& answer) {
    make_digests();
    fan_out();
    for (const Parcel& parcel : courier->next(*reader, now)) {
      const Outcome outcome = answer(parcel, now);
      sent.push_back(parcel);
      if (outcome.kind == Outcome::Kind::delivered)
        received[parcel.endpoint->name].push_back(parcel.id);
      apply(Courier::report(parcel, outcome, now));
      courier->settle(parcel);
    }
  }
  void pass(std::int64_t time, std::int64_t step, const Answer& answer) {
    const Instant end = Instant::from_microseconds(now.microseconds() + time);
    while (now < end) {
      look(answer);
      now = Instant::from_microseconds(now.microseconds() + step);
    }
  }
  Texts ids_in_order() {
    Texts ids;
    for (const auto& it : store::outbox_after(*reader, 0, 1'000)) ids.push_back(it.id);
    return ids;
  }

  static Outcome taken(const Parcel&, Instant) { return outcome_of_status(204, {}); }

  test::TemporaryDirectory folder;
  store::DataDirectory data = store::DataDirectory::open_to_write(folder.path());
  std::unique_ptr<sql::Connection> reader = data.connect_to_read();
  std::unique_ptr<Courier> courier;
  Instant now = test::instant("2026-03-10T15:00:00Z");
  std::vector<Parcel> sent;
  std::map<std::string, Texts> received;
  std::map<std::string, std::set<std::string>> owed;
};

}  // namespace authledger::server
