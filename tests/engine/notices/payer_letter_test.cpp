// Letters to a payer: the facts and the clock stand in them, the clinical reasons never do, and
// what nobody said is blank and says so.
#include "engine/notices/payer_letter.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "tests/support/given.hpp"

namespace authledger::notices {
namespace {

using Texts = std::vector<std::string>;

constexpr const char* rules = R"(
    "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
    "duties": [{"key": "appeal", "after": "denial", "within": {"days": 180}, "source": "S1"},
               {"key": "peer-to-peer", "after": "denial", "within": {"hours": 24}},
               {"key": "continue-benefits", "after": "denial", "within": {"days": 10}},
               {"key": "discharge-report", "after": "discharge", "within": {"business_days": 1},
                "source": "S1"}],
    "sources": [{"key": "S1", "title": "Manual of <Example>", "address": "https://example.org/m",
                 "date": "2026", "grade": "C", "says": "180 days to appeal."}])";

consent::Consent for_payment() {
  consent::Consent form;
  form.id = "c1";
  form.member = "m1";
  form.from = {"F1"};
  form.to = {{consent::RecipientClass::health_plan, ""}};
  form.kinds = {consent::Tag::part2};
  form.what = "all records";
  form.all_future_tpo = form.never_expires = true;
  form.says_right_to_revoke = form.says_redisclosure = form.says_consequences = true;
  form.signed_by = "the patient";
  form.signed_on = test::date("2026-01-02");
  return form;
}

// Nine approved, a week missed, then a denial of more.
struct Denied {
  explicit Denied(const char* policy = rules) {
    if (policy) book.documents.push_back(test::policy(policy));
    say("2026-01-01T00:00:00Z",
        CoverageSet{"example-payer", test::date("2026-01-01"), {}, {}, {}, {}});
    say("2026-01-01T00:00:00Z", EpisodeAdmitted{"E1", test::date("2026-03-02"), "iop", {}});
    decide("A1", Decision::approved, "2026-03-01T15:00:00Z", {});
    attend("s1", "2026-03-02T15:00:00Z", Outcome::attended);
    attend("s2", "2026-03-03T15:00:00Z", Outcome::no_show);
    attend("s3", "2026-03-04T15:00:00Z", Outcome::cancelled_by_member, true);
    attend("s4", "2026-03-05T15:00:00Z", Outcome::attended);
    say("2026-03-05T20:00:00Z",
        AuthorizationRequested{"A2", test::instant("2026-03-05T20:00:00Z"), true});
  }
  void say(std::string_view at, Fact fact) {
    log.push_back({static_cast<Seq>(log.size() + 1), test::instant(at), std::move(fact)});
  }
  void decide(const std::string& id, Decision decision, std::string_view at,
              std::optional<std::string> reason) {
    AuthorizationDecided decided;
    decided.authorization = id;
    decided.number = "N-" + id;
    decided.decision = decision;
    decided.decided_at = test::instant(at);
    decided.reason = std::move(reason);
    if (decided.is_approved()) {
      decided.start = test::date("2026-03-02");
      decided.end = test::date("2026-03-31");
      decided.lines = {{{"S9480"}, 9}};
    }
    say(at, decided);
  }
  void attend(const std::string& id, std::string_view start, Outcome outcome,
              bool excused = false) {
    SessionRecorded session;
    session.session = id;
    session.start = test::instant(start);
    session.given_minutes = 180;
    session.service = "S9480";
    session.outcome = outcome;
    session.excused = excused;
    say(start, session);
  }
  LetterSources sources(std::string_view as_of = "2026-03-07T15:00:00Z") {
    const Instant at = test::instant(as_of);
    episode = fold(log, at);
    standing = authledger::standing(episode, book, facility, at);
    return {
        facility, has_member ? &member : nullptr, episode, standing, book, consents, at, nullptr,
        wordings};
  }
  std::optional<PayerLetter> letter(LetterKind kind,
                                    std::string_view as_of = "2026-03-07T15:00:00Z") {
    return payer_letter(sources(as_of), kind, std::nullopt);
  }
  std::string text(LetterKind kind, std::string_view as_of = "2026-03-07T15:00:00Z") {
    const auto made = letter(kind, as_of);
    return made ? text_of(*made) : "no letter";
  }

  PolicyBook book;
  Facility facility{"F1", "Invented House", "", test::zone("America/Chicago"), {}, false};
  Member member{"m1", "Invented <b>Person</b>", test::date("1990-05-05"), "P-77"};
  bool has_member = true;
  std::vector<consent::Consent> consents;
  const Wordings* wordings = nullptr;
  std::vector<Event> log;
  Episode episode;
  Standing standing;
};

void expect_parts(const std::string& text, const Texts& parts) {
  for (const std::string& part : parts)
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
}

TEST(AnAppeal, TellsTheDecisionTheClockAndTheFacts) {
  Denied denied;
  denied.decide("A2", Decision::denied, "2026-03-06T20:00:00Z", "not \"necessary\"");
  expect_parts(
      denied.text(LetterKind::appeal),
      {"Appeal of a denial\n",
       "Facility: Invented House\n",
       "Payer: example-payer\n",
       "Member: Invented <b>Person</b>\n",
       "Born: 1990-05-05\n",
       "Plan member id: P-77\n",
       "Authorization: N-A2 (our request A2)\n",
       "Care: iop, admitted 2026-03-02\n",
       "Requested: 2026-03-05 14:00 America/Chicago, expedited\n",
       "Decided: denied, 2026-03-06 14:00 America/Chicago\n",
       "Decided by: __________ [unknown: the payer's reviewer, whom nobody recorded]\n",
       "The payer's reason: not \"necessary\"\n",
       "Due by: 2026-09-02 17:00 America/Chicago\n",
       "As of 2026-03-07 09:00 America/Chicago: 179 days left\n",
       "By your rule: Manual of <Example>, https://example.org/m\n",
       "-- For the sender, not part of the letter --\nThe clock\n",
       "Rule: appeal, of example-payer/1\n",
       "It says: 180 days to appeal.\n",
       "Grade of the source: C: as a third party describes it\n",
       "Also: peer-to-peer: 2026-03-07 14:00 America/Chicago (today, 5 hours left)\n",
       "Also: continue-benefits: 2026-03-16 17:00 America/Chicago (9 days left)\n",
       "Attended: 2 sessions, 2026-03-02 to 2026-03-05\n",
       "Missed: 2 sessions: 1 cancelled by member, 1 no show, 1 of them excused\n",
       "Missed on: 2026-03-03, 2026-03-04 (excused)\n",
       "Authorization: N-A1 (A1), S9480, 2026-03-02 to 2026-03-31: 9 days approved, 2 used, 7 "
       "remaining\n",
       "Not covered: none\n",
       "Last covered day: 2026-03-31\n",
       "[To be written by the treating clinician",
       "This letter is confidential"});
}

TEST(AnAppeal, LeavesBlankWhatNobodyRecorded) {
  Denied denied;
  denied.decide("A2", Decision::denied, "2026-03-06T20:00:00Z", std::nullopt);
  const auto letter = denied.letter(LetterKind::appeal);
  ASSERT_TRUE(letter);
  EXPECT_EQ(unknown_in(*letter),
            (Texts{"NPI", "Address", "Phone and fax", "Department", "Address or fax",
                   "Services requested", "Decided by", "The payer's reason", "Clinical reasons",
                   "Signed", "Date"}));
  denied.has_member = false;
  expect_parts(denied.text(LetterKind::appeal),
               {"Member: __________ [unknown: the member's name, which is not registered]\n",
                "Plan member id: __________ [unknown:"});
}

TEST(AnAppeal, SaysThatNoSourceKnowsAClockWhereThereIsNone) {
  Denied without(R"("services": [])");
  without.decide("A2", Decision::denied, "2026-03-06T20:00:00Z", std::nullopt);
  EXPECT_FALSE(without.letter(LetterKind::appeal)->clock);
  expect_parts(without.text(LetterKind::appeal),
               {"Due by: __________ [unknown: no source on file says how long an appeal may be "
                "made;"});
  expect_parts(without.text(LetterKind::peer_to_peer),
               {"Due by: __________ [unknown: no source on file says how long a peer-to-peer "});
  expect_parts(html_of(*without.letter(LetterKind::appeal)),
               {"<strong>Due by: unknown.</strong> no source on file says how long an appeal"});
  Denied unpolicied(nullptr);
  unpolicied.decide("A2", Decision::denied, "2026-03-06T20:00:00Z", std::nullopt);
  expect_parts(
      unpolicied.text(LetterKind::appeal),
      {"Due by: __________ [unknown: no source says by when; no policy of this payer is on "
       "file]"});
}

TEST(AnAppeal, OfAPartialApprovalAsksForTheRest) {
  Denied denied;
  denied.decide("A2", Decision::partial, "2026-03-06T20:00:00Z", std::nullopt);
  expect_parts(denied.text(LetterKind::appeal),
               {"Appeal of a partial approval\n", "ask you to approve the rest",
                "Decided: approved in part, 2026-03-06 14:00 America/Chicago\n",
                "Approved: 9 days of S9480, 2026-03-02 to 2026-03-31\n"});
}

TEST(AnAppeal, OpensClosesAndIsSignedInTheWordsOfTheOrganization) {
  Denied denied;
  denied.decide("A2", Decision::partial, "2026-03-06T20:00:00Z", {});
  const Wordings own{{Template::appeal, {"We disagree.", "With respect,", "U. Reviewer, LPCC"}}};
  denied.wordings = &own;
  const std::string text = denied.text(LetterKind::appeal);
  expect_parts(text,
               {"What we ask\nWe disagree.\nServices requested: ", "\nSigned: U. Reviewer, LPCC\n",
                "\nWith respect,\n\nThis letter is confidential"});
  EXPECT_EQ(text.find("We appeal"), std::string::npos) << text;
  EXPECT_NE(denied.text(LetterKind::peer_to_peer).find("Signed: ____"), std::string::npos)
      << "another letter has its own words";
}

TEST(APeerToPeerRequest, CountsTheHoursUntilItIsOverAndAfterIt) {
  Denied denied;
  denied.decide("A2", Decision::denied, "2026-03-06T20:00:00Z", "criteria not met");
  denied.sources();
  expect_parts(denied.text(LetterKind::peer_to_peer, "2026-03-07T19:30:00Z"),
               {"Request for a peer-to-peer conversation\n",
                "Due by: 2026-03-07 14:00 America/Chicago\n", "today, less than an hour left\n",
                "Clinician: __________ [unknown:", "Also: appeal: 2026-09-02 17:00"});
  expect_parts(denied.text(LetterKind::peer_to_peer, "2026-03-06T21:00:00Z"),
               {"tomorrow, 23 hours left\n"});
  expect_parts(denied.text(LetterKind::peer_to_peer, "2026-03-07T22:00:00Z"),
               {"the time was over 2 hours ago\n"});
  expect_parts(denied.text(LetterKind::peer_to_peer, "2026-03-10T22:00:00Z"),
               {"the time was over 3 days ago\n"});
  denied.say("2026-03-07T18:00:00Z",
             DutyCompleted{"duty:peer-to-peer:A2", test::instant("2026-03-07T17:00:00Z"), {}});
  const auto done = denied.letter(LetterKind::peer_to_peer, "2026-03-08T12:00:00Z");
  EXPECT_EQ(done->clock->status, ObligationStatus::met);
  EXPECT_EQ(done->clock->time_left, "done 2026-03-07 11:00 America/Chicago");
}

TEST(Letters, GoByTheDutyOfTheirNameAndByNoOther) {
  const auto key_with = [](const std::string& duty, LetterKind kind) {
    const bool is_discharge = duty.starts_with("discharge");
    Denied denied((R"("services": [], "duties": [{"key": ")" + duty + R"(", "after": ")" +
                   (is_discharge ? "discharge" : "denial") + R"(", "within": {"days": 3}}])")
                      .c_str());
    denied.decide("A2", Decision::denied, "2026-03-06T20:00:00Z", std::nullopt);
    denied.say("2026-03-06T22:00:00Z", EpisodeDischarged{test::date("2026-03-06"), {}});
    const auto letter = denied.letter(kind);
    return letter && letter->clock ? letter->clock->key : std::string("none");
  };
  EXPECT_EQ(key_with("appeal", LetterKind::appeal), "duty:appeal:A2");
  EXPECT_EQ(key_with("appeal-first-level", LetterKind::appeal), "duty:appeal-first-level:A2");
  EXPECT_EQ(key_with("appeals", LetterKind::appeal), "none");
  EXPECT_EQ(key_with("appeal", LetterKind::peer_to_peer), "none");
  EXPECT_EQ(key_with("discharge-notice", LetterKind::appeal), "none");
  EXPECT_EQ(key_with("discharge-report", LetterKind::discharge), "duty:discharge-report");
  EXPECT_EQ(key_with("discharge-notice-early", LetterKind::discharge),
            "duty:discharge-notice-early");
  EXPECT_EQ(key_with("discharge-summary", LetterKind::discharge), "none")
      << "it is not the payer's";
}

TEST(AnAppeal, QuotesAPacketWhenAskedAndOnlyWhatMayGoToThePayer) {
  Denied denied;
  denied.decide("A2", Decision::denied, "2026-03-06T20:00:00Z", std::nullopt);
  denied.say("2026-03-06T22:00:00Z", EpisodeDischarged{test::date("2026-03-06"), {}});
  PacketQuotes quotes{3,
                      test::instant("2026-03-06T04:00:00Z"),
                      {{"Progress note, 2026-03-05, characters 1-9", "Sleeps <4> hours.", ""}},
                      {"A notice that goes with it."},
                      ""};
  const auto text = [&](LetterKind kind) {
    LetterSources sources = denied.sources();
    sources.quotes = &quotes;
    return text_of(*payer_letter(sources, kind, std::nullopt));
  };
  expect_parts(text(LetterKind::appeal),
               {"From the record\nWord for word, as in review packet 3 of 2026-03-05.\n"
                "Progress note, 2026-03-05, characters 1-9: Sleeps <4> hours.\n",
                "\nA notice that goes with it.\n"});
  EXPECT_EQ(denied.text(LetterKind::appeal).find("Sleeps"), std::string::npos) << "nobody asked";
  EXPECT_EQ(text(LetterKind::discharge).find("Sleeps"), std::string::npos);

  denied.facility.part2_program = true;
  EXPECT_EQ(text(LetterKind::appeal).find("Sleeps"), std::string::npos);
  expect_parts(text(LetterKind::appeal),
               {"Nothing of review packet 3 of 2026-03-05 may be quoted"});
  denied.facility.part2_program = false;
  auto lines = std::exchange(quotes.quotes, {});
  expect_parts(text(LetterKind::appeal),
               {"part of the letter --\nFrom the record\nThere is nothing to quote in review"});
  quotes.quotes = std::move(lines);
  quotes.refusal = "no consent <now>";
  expect_parts(text(LetterKind::peer_to_peer), {"may be quoted: no consent <now>\n"});
  EXPECT_EQ(text(LetterKind::peer_to_peer).find("Sleeps"), std::string::npos);
}

TEST(ANoticeOfDischarge, TellsWhatWasUsedAndLeavesTheClinicalPartBlank) {
  Denied denied;
  EXPECT_EQ(denied.text(LetterKind::discharge), "no letter");
  denied.say("2026-03-06T20:00:00Z", EpisodeDischarged{test::date("2026-03-06"), "goals <met>"});
  expect_parts(denied.text(LetterKind::discharge),
               {"Notice of discharge\n", "Authorization: N-A1\n", "Admitted: 2026-03-02\n",
                "Discharged: 2026-03-06\n", "From: iop\n", "Reason: goals <met>\n",
                "Diagnoses: __________ [unknown: the diagnoses, which the clinician fills in]\n",
                "Due by: 2026-03-09 17:00 America/Chicago\n", "2 days left\n",
                "Rule: discharge-report", "9 days approved, 2 used, 7 remaining\n"});
}

TEST(Letters, AreOfferedForADischargeAndForEachDecisionThatDeniedSomething) {
  Denied denied;
  EXPECT_TRUE(possible_letters(denied.sources()).empty()) << "an approval alone";
  denied.decide("A2", Decision::denied, "2026-03-06T20:00:00Z", std::nullopt);
  denied.decide("A3", Decision::partial, "2026-03-06T21:00:00Z", std::nullopt);
  denied.say("2026-03-06T22:00:00Z", EpisodeDischarged{test::date("2026-03-06"), {}});
  Texts offered;
  const auto sources = denied.sources();
  for (const LetterOffer& it : possible_letters(sources))
    offered.push_back(std::string(word(it.kind)) + " " + it.authorization.value_or("-") +
                      (it.clock ? "" : " without a clock"));
  EXPECT_EQ(offered,
            (Texts{"discharge -", "appeal A3", "peer-to-peer A3", "appeal A2", "peer-to-peer A2"}));
  EXPECT_EQ(payer_letter(sources, LetterKind::appeal, std::nullopt)->authorization, "A3");
  EXPECT_EQ(payer_letter(sources, LetterKind::appeal, "A2")->authorization, "A2");
  EXPECT_FALSE(payer_letter(sources, LetterKind::appeal, "A1")) << "it was approved";
  EXPECT_FALSE(payer_letter(sources, LetterKind::discharge, "A2")) << "of the whole episode";
}

TEST(Letters, OfAProgramGoOutByConsentOnlyAndThenWithTheNotice) {
  Denied denied;
  denied.facility.part2_program = true;
  denied.decide("A2", Decision::denied, "2026-03-06T20:00:00Z", std::nullopt);
  const auto refused = denied.letter(LetterKind::appeal);
  EXPECT_FALSE(refused->decision.is_allowed);
  EXPECT_FALSE(refused->decision.remedy.empty());
  EXPECT_TRUE(text_of(*refused).starts_with("NOT TO BE SENT: ")) << text_of(*refused);
  expect_parts(text_of(*refused), {". Needed: " + refused->decision.remedy + "\n"});
  expect_parts(html_of(*refused), {"<strong>Not to be sent.</strong>"});

  denied.consents = {for_payment()};
  const auto allowed = denied.letter(LetterKind::appeal);
  EXPECT_TRUE(allowed->decision.is_allowed) << allowed->decision.reason;
  ASSERT_EQ(allowed->disclosure_notes.size(), 3u) << "the notices of 2.32, and the scope";
  expect_parts(text_of(*allowed), allowed->disclosure_notes);
  EXPECT_EQ(html_of(*allowed).find("Not to be sent"), std::string::npos);

  denied.consents.front().revoked_at = test::instant("2026-03-07T14:00:00Z");
  EXPECT_FALSE(denied.letter(LetterKind::appeal)->decision.is_allowed);
}

TEST(Letters, OfAFacilityThatSaysNothingAreTreatedAsThoseOfAProgram) {
  Denied denied;
  denied.facility.part2_program.reset();
  denied.decide("A2", Decision::denied, "2026-03-06T20:00:00Z", std::nullopt);
  EXPECT_FALSE(denied.letter(LetterKind::appeal)->decision.is_allowed);
  expect_parts(denied.text(LetterKind::appeal), {"The facility has not said whether"});
  denied.facility.part2_program = false;
  EXPECT_TRUE(denied.letter(LetterKind::appeal)->decision.is_allowed);
}

TEST(Letters, AsPagesMakeNoMarkupOfWhatSomebodyWrote) {
  Denied denied;
  denied.facility.name = "<script>x()</script>";
  denied.decide("A2", Decision::denied, "2026-03-06T20:00:00Z",
                "</td><img src=x onerror=y> {{STOP}} \"'&");
  denied.say("2026-03-06T22:00:00Z",
             EpisodeDischarged{test::date("2026-03-06"), "<a href='javascript:z'>"});
  std::string pages;
  for (const LetterKind kind : letter_kinds) pages += html_of(*denied.letter(kind));
  for (const char* markup : {"<script", "<img", "<a ", "<b>Person", "href='"})
    EXPECT_EQ(pages.find(markup), std::string::npos) << markup;
  expect_parts(
      pages, {"{{STOP}}", "Invented &lt;b&gt;Person&lt;/b&gt;", "&lt;script&gt;x()&lt;/script&gt;",
              "&lt;/td&gt;&lt;img src=x onerror=y&gt;", "Manual of &lt;Example&gt;"});
}

TEST(Letters, AreCalledByTheirWords) {
  for (const LetterKind kind : letter_kinds) EXPECT_EQ(parse_letter_kind(word(kind)), kind);
  EXPECT_FALSE(parse_letter_kind("love"));
}

}  // namespace
}  // namespace authledger::notices
