// The words of notices: what is known stands in them, what nobody said is blank and says so.
#include "engine/notices/notice.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/given.hpp"

namespace authledger::notices {
namespace {

using Texts = std::vector<std::string>;

struct Missed {
  Missed() {
    book.documents.push_back(test::policy(R"(
        "missed_sessions": [{"key": "two", "outcomes": ["no_show"], "count": 2,
                             "pattern": "consecutive", "repeat": "once",
                             "notify": {"business_days": 1}, "whom": "care manager",
                             "source": "S1"}],
        "sources": [{"key": "S1", "title": "Manual of <Example>", "address": "https://example.org/m",
                     "date": "2026", "grade": "A", "says": "Two in a row are told."}])"));
    record({1, test::instant("2026-01-01T00:00:00Z"),
            CoverageSet{"example-payer", test::date("2026-01-01"), {}, {}, {}, {}}});
    record({2, test::instant("2026-01-01T00:00:00Z"),
            EpisodeAdmitted{"E1", test::date("2026-03-02"), "iop", {}}});
    miss(3, "s1", "2026-03-02T15:00:00Z");
    miss(4, "s2", "2026-03-03T15:00:00Z");
  }
  void record(Event event) { log.push_back(std::move(event)); }
  void miss(Seq seq, const std::string& id, std::string_view start,
            Outcome outcome = Outcome::no_show) {
    SessionRecorded session;
    session.session = id;
    session.start = test::instant(start);
    session.given_minutes = 180;
    session.service = "S9480";
    session.outcome = outcome;
    record({seq, session.start, session});
  }
  std::optional<Draft> draft(Channel channel) {
    const Instant as_of = test::instant("2026-03-05T15:00:00Z");
    episode = fold(log, as_of);
    standing = authledger::standing(episode, book, facility, as_of);
    for (const Obligation& it : standing.obligations)
      if (it.kind == ObligationKind::notice)
        return draft_of({facility, &member, episode, standing, wordings}, it, channel);
    return std::nullopt;
  }

  PolicyBook book;
  Facility facility{"F1", "Invented House", "", test::zone("America/Chicago"), {}};
  Member member{"m1", "Invented <b>Person</b>", test::date("1990-05-05"), "P-77"};
  const Wordings* wordings = nullptr;
  std::vector<Event> log;
  Episode episode;
  Standing standing;
};

TEST(ANotice, SaysWhoMissedWhatUnderWhichRuleAndUntilWhen) {
  Missed missed;
  const auto draft = missed.draft(Channel::fax);
  ASSERT_TRUE(draft);
  const std::string text = text_of(*draft);
  for (const char* part :
       {"Payer: example-payer", "To: care manager", "Facility: Invented House",
        "Member: Invented <b>Person</b>", "Born: 1990-05-05", "Plan member id: P-77",
        "Missed session: 2026-03-02 09:00, S9480, no show",
        "Missed session: 2026-03-03 09:00, S9480, no show", "Rule: two",
        "Source: Manual of <Example>, https://example.org/m", "Due by: 2026-03-04",
        "This letter is confidential"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
}

TEST(ANotice, LeavesBlankWhatNoSourceSays) {
  Missed missed;
  EXPECT_EQ(unknown_in(*missed.draft(Channel::fax)), (Texts{"Fax", "NPI", "Authorization"}));
  EXPECT_EQ(unknown_in(*missed.draft(Channel::phone)), (Texts{"Phone", "NPI", "Authorization"}));
  const std::string text = text_of(*missed.draft(Channel::portal));
  EXPECT_NE(text.find("Portal: __________ [unknown: the address of the payer's portal"),
            std::string::npos)
      << text;
}

TEST(ANotice, IsSpokenOnThePhoneAndWrittenOtherwise) {
  Missed missed;
  EXPECT_NE(text_of(*missed.draft(Channel::phone)).find("I am calling from Invented House"),
            std::string::npos);
  EXPECT_EQ(text_of(*missed.draft(Channel::portal)).find("I am calling"), std::string::npos);
  EXPECT_EQ(text_of(*missed.draft(Channel::portal)).find("confidential"), std::string::npos);
}

TEST(ANotice, AsAPageMakesNoMarkupOfNames) {
  Missed missed;
  const std::string page = html_of(*missed.draft(Channel::fax));
  EXPECT_NE(page.find("Invented &lt;b&gt;Person&lt;/b&gt;"), std::string::npos) << page;
  EXPECT_EQ(page.find("<b>Person"), std::string::npos);
  EXPECT_NE(page.find("unknown: the payer&#39;s fax number"), std::string::npos);
}

TEST(ANotice, ThatIsMootBecomesItsWithdrawal) {
  Missed missed;
  missed.record({5, test::instant("2026-03-03T20:00:00Z"),
                 NoticeSent{"notice:two:s2", test::instant("2026-03-03T19:00:00Z"), {}}});
  missed.miss(6, "s2", "2026-03-03T15:00:00Z", Outcome::attended);
  const auto draft = missed.draft(Channel::phone);
  ASSERT_TRUE(draft);
  const std::string text = text_of(*draft);
  EXPECT_NE(text.find("Withdrawal of a notice"), std::string::npos) << text;
  EXPECT_NE(text.find("Sent: 2026-03-03 13:00"), std::string::npos) << text;
  EXPECT_NE(text.find("We take back the notice"), std::string::npos) << text;
  EXPECT_EQ(text.find("Missed session:"), std::string::npos) << text;
}

TEST(ANotice, OpensAndClosesInTheWordsOfTheOrganization) {
  Missed missed;
  const Wordings own{
      {Template::notice, {"Please note:\n\n two absences. ", "Call us.", "U. Reviewer"}},
      {Template::notice_withdrawal, {"We were wrong.", "", ""}}};
  missed.wordings = &own;
  EXPECT_EQ(missed.draft(Channel::portal)->paragraphs,
            (std::vector<std::string>{"Please note:", "two absences.", "Call us.", "U. Reviewer"}));
  EXPECT_EQ(missed.draft(Channel::phone)->paragraphs.front(),
            "I am calling from Invented House. Please note:");
}

TEST(Templates, AreReadAsTheyAreWrittenAndEachHasWordsOfItsOwn) {
  std::set<std::vector<std::string>> words;
  for (const Template name : templates) {
    EXPECT_EQ(parse_template(word(name)), name);
    words.insert(standard_opening(name, false));
  }
  EXPECT_EQ(words.size(), templates.size());
  EXPECT_FALSE(parse_template("packet"));
}

TEST(ANotice, IsMadeOfNoticesOnly) {
  Missed missed;
  missed.draft(Channel::fax);
  Obligation review;
  review.kind = ObligationKind::review;
  EXPECT_FALSE(draft_of({missed.facility, nullptr, missed.episode, missed.standing, nullptr},
                        review, Channel::fax));
}

TEST(Channels, AreReadAsTheyAreWritten) {
  for (const Channel channel : {Channel::phone, Channel::fax, Channel::portal})
    EXPECT_EQ(parse_channel(word(channel)), channel);
  EXPECT_FALSE(parse_channel("pigeon"));
}

}  // namespace
}  // namespace authledger::notices
