// What every explanation stands on: the log by seq, the episode, the terms in force, the standing,
// and how each authorization was drawn on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/explain/arithmetic.hpp"
#include "engine/explain/explain.hpp"
#include "engine/standing/allocation.hpp"
#include "engine/standing/terms.hpp"

namespace authledger::explain {

struct Ground {
  Ground(const std::vector<Event>& log, const PolicyBook& book, const Facility& facility,
         Instant as_of);
  Ground(const Ground&) = delete;
  Ground& operator=(const Ground&) = delete;

  const Facility& facility;
  std::map<Seq, const Event*> events;
  Episode episode;
  Terms terms;
  Standing standing;
  std::vector<Account> accounts;  // of approved authorizations and allowances, by id
  Wording words;

  const AuthorizationHistory* authorization(std::string_view id) const;  // null: none
  const AuthorizationStanding* authorization_standing(std::string_view id) const;
  const Account* account(std::string_view id) const;
  const Obligation* obligation(std::string_view key) const;
  const SessionStanding* session(std::string_view id) const;
  const SessionStanding* session_of(Seq seq) const;
  std::int64_t used_units(std::string_view authorization) const;  // by attended sessions
  std::string payer_on(Date date) const;                          // "sample-payer", or "no payer"

  // What the event says, with its seq and when it was learned: "event 4, learned Sunday 1 March
  // 10:00 Central: A1 (number N-77) approved …".
  std::string said(Seq seq) const;
  std::string clause(const Event& event) const;  // what it says, alone
};

}  // namespace authledger::explain
