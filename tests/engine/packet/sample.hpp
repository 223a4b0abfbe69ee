// An invented member in an invented program, with the ledger that a packet is assembled from.
#pragma once

#include <string>
#include <vector>

#include "engine/packet/packet.hpp"
#include "tests/engine/records/clinical_files.hpp"
#include "tests/support/given.hpp"

namespace authledger::test {

struct Sample {
  Given ledger;
  Facility facility;
  Member member{"m-1", "Milan Beatty", parse_date("1973-11-24"), "X100"};
  Answer now;
  Episode episode;
  std::vector<ClinicalRecord> documents;
  DisclosureTerms terms;
  std::vector<CriteriaSet> criteria = {};

  ReviewPacket packet() && = delete;  // it would outlive its policies
  ReviewPacket packet() const& {
    for (const Obligation& obligation : now.standing().obligations)
      if (obligation.kind == ObligationKind::review)
        return assemble(
            {facility, member, episode, now.standing(), obligation, documents, terms, criteria});
    ADD_FAILURE() << "the sample has no review";
    return {};
  }
};

// Three hours on Monday, Wednesday and Friday since 2026-03-02; twelve days approved; asked on
// 2026-03-18.
inline Given sample_ledger() {
  return given()
      .under(policy(
          R"("services": [{"key": "iop-day", "source": "manual", "codes": ["S9480"], "unit": "day",
          "minimum_minutes": 180, "minimum_minutes_per_week": 540}],
        "reviews": [{"key": "before-out", "source": "manual", "before": "exhaustion", "days": 3}],
        "sources": [{"key": "manual", "title": "Invented provider manual", "grade": "invented"}])"))
      .admitted("2026-03-02")
      .covered({"example-payer", date("2026-01-01"), "Choice", std::nullopt, std::nullopt, "X100"})
      .meets_from("2026-03-02", {"mon", "wed", "fri"}, "09:00", 180, "S9480")
      .decided({.id = "A1",
                .number = "AUTH-7781",
                .at = "2026-03-01T15:00:00Z",
                .start = "2026-03-02",
                .end = "2026-04-10",
                .lines = {{.units = 12}}})
      .attended("2026-03-02")
      .attended("2026-03-04")
      .attended("2026-03-06")
      .attended("2026-03-09")
      .no_show("2026-03-11")
      .attended("2026-03-13")
      .attended("2026-03-16");
}

inline DisclosureTerms terms_of_an_ordinary_facility() {
  DisclosureTerms terms;
  terms.of_member = consent::Tag::ordinary;
  terms.at = *parse_instant("2026-03-18T13:00:00Z");
  return terms;
}

// Of the member for all future payment by every plan, to what the invented facility has.
inline consent::Consent consent_to_payment(const std::string& member) {
  consent::Consent it;
  it.id = "c-1";
  it.member = member;
  it.from = {"f-1"};
  it.to = {{consent::RecipientClass::health_plan, ""}};
  it.kinds = {consent::Tag::part2};
  it.what = "All records of treatment";
  it.all_future_tpo = true;
  it.says_right_to_revoke = it.says_redisclosure = it.says_consequences = true;
  it.signed_by = "the patient";
  it.signed_on = parse_date("2026-03-01");
  it.never_expires = true;
  return it;
}

inline Sample sample() {
  constexpr std::string_view asked = "2026-03-18T13:00:00Z";
  Given ledger = sample_ledger();
  Facility facility = ledger.facility();
  facility.id = "f-1";
  facility.name = "Invented Day Program";
  facility.npi = "1234567893";
  facility.part2_program = false;
  Answer now = ledger.as_of(asked);
  Episode episode = ledger.episode(asked);
  return {
      std::move(ledger),
      std::move(facility),
      {"m-1", "Milan Beatty", parse_date("1973-11-24"), "X100"},
      std::move(now),
      std::move(episode),
      {clinical_record("invented/progress-note.md"), clinical_record("invented/intake-note.txt"),
       clinical_record("synthea-r4-bundles/"
                       "Milan_Beatty_e78d0ed2-1b54-4c30-90ae-f7405af1e402.json")},
      terms_of_an_ordinary_facility()};
}

}  // namespace authledger::test
