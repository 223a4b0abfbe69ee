// What may be disclosed: the table of decisions against a second computation from the paragraphs,
// over the whole product and over drawn consents.
#include "engine/consent/may_disclose.hpp"

#include <gtest/gtest.h>

#include <random>

#include "engine/consent/decision_table.hpp"
#include "tests/engine/consent/regulation.hpp"

namespace authledger::test {
namespace {

Date day(std::string_view text) {
  return *parse_date(text);
}

Consent for_everything() {
  Consent it;
  it.id = "c-1";
  it.member = "m-1";
  it.from = {"F1"};
  it.to = {{RecipientClass::health_plan, ""}};
  it.kinds = {Tag::part2};
  it.what = "all records";
  it.all_future_tpo = true;
  it.says_right_to_revoke = it.says_redisclosure = it.says_consequences = true;
  it.signed_by = "the patient";
  it.signed_on = day("2026-01-05");
  it.never_expires = true;
  return it;
}

Asked payment() {
  return {"m-1",
          "F1",
          {RecipientClass::health_plan, "payer-x"},
          Purpose::payment,
          *parse_instant("2026-03-02T12:00:00Z"),
          day("2026-03-02")};
}

Decision decision(const std::vector<Consent>& consents, Tag tag, const Asked& asked) {
  return may_disclose({{"doc", tag, day("2026-02-01")}}, consents, asked).records.front();
}

TEST(Decisions, EveryCombinationHasExactlyOneRow) {
  const auto& rows = decision_table().rows;
  EXPECT_EQ(rows.size(), tags.size() * states.size() * purposes.size() * recipient_classes.size());
  for (const Tag tag : tags)
    for (const State state : states)
      for (const Purpose purpose : purposes)
        for (const RecipientClass recipient : recipient_classes)
          EXPECT_EQ(std::count_if(rows.begin(), rows.end(),
                                  [&](const DecisionRow& it) {
                                    return it.tag == tag && it.state == state &&
                                           it.purpose == purpose && it.recipient == recipient;
                                  }),
                    1)
              << word(tag) << ' ' << word(state) << ' ' << word(purpose) << ' ' << word(recipient);
}

TEST(Decisions, EveryRowSaysWhatTheParagraphsSay) {
  for (const DecisionRow& it : decision_table().rows)
    EXPECT_EQ(it.is_allowed, (Regulation{it.tag, it.purpose, it.recipient}.allows(it.state)))
        << word(it.tag) << ' ' << word(it.state) << ' ' << word(it.purpose) << ' '
        << word(it.recipient);
}

TEST(Decisions, WhateverIsAllowedOfAProgramUnderPartTwoGoesWithItsNotices) {
  for (const DecisionRow& it : decision_table().rows) {
    const bool needs = it.is_allowed && it.tag != Tag::ordinary;
    EXPECT_EQ(it.notices, needs ? std::vector<std::string>({"redisclosure", "scope"})
                                : std::vector<std::string>());
    EXPECT_FALSE(decision_table().grounds.at(it.ground).citation.empty());
  }
}

TEST(Decisions, AStricterTagNeverAllowsMore) {
  for (const DecisionRow& it : decision_table().rows)
    for (const Tag tag : tags) {
      if (stricter(tag, it.tag) != it.tag || !it.is_allowed) continue;
      EXPECT_TRUE(decision_table().find(tag, it.state, it.purpose, it.recipient)->is_allowed)
          << word(it.tag) << ' ' << word(tag);
    }
}

TEST(Decisions, ATableWithTwoRowsForACombinationIsRefused) {
  const std::string row =
      R"({"tag": "part2", "state": "none", "purpose": "payment", "recipient": "health_plan",
          "allow": false, "ground": "g", "notices": []})";
  const auto table = [](const std::string& rows) {
    return R"({"notices": {}, "grounds": {"g": {"reason": "r", "citation": "c"}}, "rows": [)" +
           rows + "]}";
  };
  EXPECT_TRUE(read_decisions(table(row)).has_value());
  EXPECT_FALSE(read_decisions(table(row + "," + row)).has_value());
  EXPECT_FALSE(read_decisions(table("")).has_value());
}

TEST(MayDisclose, RefusesRecordsOfAProgramWithoutConsentAndSaysWhichWouldLetThemOut) {
  const Decision said = decision({}, Tag::part2, payment());
  EXPECT_FALSE(said.is_allowed);
  EXPECT_EQ(said.citation, "42 CFR 2.31(a)");
  EXPECT_NE(said.remedy.find("2.31"), std::string::npos);
}

TEST(MayDisclose, AllowsThemByAConsentForAllFuturePaymentWithTheNotices) {
  const auto said = may_disclose({{"doc", Tag::part2, {}}}, {for_everything()}, payment());
  EXPECT_TRUE(said.records.front().is_allowed);
  EXPECT_EQ(said.records.front().consent, "c-1");
  ASSERT_EQ(said.notices.size(), 2U);
  EXPECT_EQ(said.notices[0],
            "42 CFR part 2 prohibits unauthorized use or disclosure of these records.");
}

TEST(MayDisclose, ARevocationCountsFromItsInstantOn) {
  Consent it = for_everything();
  Asked asked = payment();
  it.revoked_at = asked.at;
  EXPECT_EQ(decision({it}, Tag::part2, asked).state, State::revoked);
  asked.at = Instant::from_microseconds(asked.at.microseconds() - 1);
  EXPECT_TRUE(decision({it}, Tag::part2, asked).is_allowed);
}

TEST(MayDisclose, AConsentCountsThroughItsLastDay) {
  Consent it = for_everything();
  it.never_expires = false;
  it.last_day = day("2026-03-02");
  EXPECT_TRUE(decision({it}, Tag::part2, payment()).is_allowed);
  it.last_day = day("2026-03-01");
  EXPECT_EQ(decision({it}, Tag::part2, payment()).state, State::expired);
}

TEST(MayDisclose, CounselingNotesNeedAConsentOfTheirOwn) {
  Consent it = for_everything();
  it.kinds = {Tag::part2, Tag::counseling_notes};
  EXPECT_EQ(decision({it}, Tag::counseling_notes, payment()).state, State::deficient);
  it.kinds = {Tag::counseling_notes};
  EXPECT_FALSE(decision({it}, Tag::counseling_notes, payment()).is_allowed);
  it.all_future_tpo = it.never_expires = false;
  it.purposes = {Purpose::payment};
  it.last_day = day("2026-12-31");
  EXPECT_TRUE(decision({it}, Tag::counseling_notes, payment()).is_allowed);
  EXPECT_FALSE(decision({it}, Tag::psychotherapy_notes, payment()).is_allowed);
}

TEST(MayDisclose, TheConsentOfAnotherMemberNeverCounts) {
  Consent it = for_everything();
  it.member = "m-2";
  EXPECT_EQ(decision({it}, Tag::part2, payment()).state, State::none);
}

// Consents that are mostly whole, with up to a few elements disturbed.
class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}

  bool one_in(int n) { return number(n) == 0; }
  int number(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  Date near() { return day("2026-03-02") + (number(5) - 2); }
  template <class T, std::size_t N>
  T any(const std::array<T, N>& all) {
    return all[static_cast<std::size_t>(number(N))];
  }
  Recipient recipient() { return {any(recipient_classes), one_in(3) ? "payer-y" : "payer-x"}; }

  Consent consent(int n) {
    Consent it = for_everything();
    it.id = "c-" + std::to_string(n);
    if (one_in(12)) it.member = one_in(2) ? "" : "m-2";
    if (one_in(12))
      it.from = one_in(2) ? std::vector<std::string>() : std::vector<std::string>{"F2"};
    it.to.clear();
    for (int i = one_in(12) ? 3 : 0; i < 3; ++i) it.to.push_back(recipient());
    if (one_in(3) && !it.to.empty()) it.to.front().name.clear();
    it.kinds = {any(tags)};
    if (one_in(3)) it.kinds.push_back(any(tags));
    if (one_in(12)) it.kinds.clear();
    if (one_in(12)) it.what.clear();
    if (one_in(6)) it.records_from = near();
    if (one_in(6)) it.records_to = near();
    it.all_future_tpo = one_in(2);
    for (int i = number(3); i > 0; --i) it.purposes.push_back(any(purposes));
    it.says_right_to_revoke = !one_in(12);
    it.says_redisclosure = !one_in(12);
    it.says_consequences = !one_in(12);
    if (one_in(12)) it.signed_by.clear();
    it.signed_on = one_in(12) ? std::nullopt : std::optional(near());
    it.never_expires = it.all_future_tpo ? one_in(2) : one_in(12);
    if (!it.never_expires || one_in(12)) it.last_day = near() + number(3);
    if (one_in(8)) {
      it.last_day.reset();
      it.expires_with = "discharge";
      if (one_in(2)) it.event_happened_on = near();
    }
    if (one_in(4))
      it.revoked_at = Instant::from_microseconds(payment().at.microseconds() + number(3) - 1);
    it.known_false = one_in(20);
    return it;
  }

 private:
  std::mt19937 random_;
};

TEST(MayDisclose, AgreesWithTheParagraphsOnDrawnConsents) {
  int allowed = 0, refused = 0;
  for (unsigned seed = 0; seed < 60'000; ++seed) {
    Draw draw(seed);
    std::vector<Consent> consents;
    for (int i = draw.number(4); i > 0; --i) consents.push_back(draw.consent(i));
    Asked asked = payment();
    asked.recipient = draw.recipient();
    asked.purpose = draw.any(purposes);
    const Record record{"doc", draw.any(tags),
                        draw.one_in(4) ? std::nullopt : std::optional(draw.near())};
    const Decision said = may_disclose({record}, consents, asked).records.front();
    ASSERT_EQ(said.is_allowed, regulation_allows(record, consents, asked))
        << "seed " << seed << ": " << word(record.tag) << ' ' << word(said.state) << ' '
        << word(asked.purpose) << ' ' << word(asked.recipient.kind) << ": " << said.reason;
    ++(said.is_allowed ? allowed : refused);
  }
  EXPECT_GT(allowed, 1000);
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace authledger::test
