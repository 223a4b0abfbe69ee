// Findings as short texts, for the tests of findings:
//     "2026-03-01..2026-03-07 over_weekly_minutes S9480 600 of 540"
//     "2026-03-06.. gap_between_days S9480 3 of 2 open"
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/given.hpp"

namespace authledger::test {

inline std::string told(const Finding& it) {
  std::string text = to_text(it.from) + ".." + (it.to ? to_text(*it.to) : "");
  text += " " + std::string(word(it.kind));
  if (!it.service.empty()) text += " " + it.service;
  if (!it.subject.empty()) text += " " + it.subject;
  if (it.actual) text += " " + std::to_string(*it.actual);
  if (it.limit) text += " of " + std::to_string(*it.limit);
  return text + (it.open ? " open" : "");
}

inline Texts findings(const Answer& answer) {
  Texts texts;
  for (const Finding& it : answer.standing().findings) texts.push_back(told(it));
  return texts;
}

inline std::vector<Seq> events_of_finding(const Answer& answer, std::size_t position) {
  return answer.standing().findings.at(position).because.events;
}

// An attended session of three hours, at 09:00, made of these components: kinds, each with so many
// participants (0: nobody counted).
inline SessionRecorded made_of(std::string_view day,
                               const std::vector<std::pair<std::string, int>>& components) {
  SessionRecorded fact;
  fact.session = day;
  fact.start = zone("America/Chicago").at(date(day), time_of_day("09:00"));
  fact.given_minutes = 180;
  fact.service = "S9480";
  for (const auto& [kind, participants] : components) {
    SessionComponent component;
    component.kind = kind;
    if (participants > 0) component.participants = participants;
    fact.components.push_back(std::move(component));
  }
  return fact;
}

}  // namespace authledger::test
