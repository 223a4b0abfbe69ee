#include "engine/json/event_codec.hpp"

#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger::json {
namespace {

using test::date;
using test::instant;
using test::Texts;

// One fact of each type as the store keeps it, once with as little as may be said and once with
// everything.
const char* const facts[] = {
    R"({"type":"episode.admitted","episode":"E1","date":"2026-03-02","level_of_care":"iop"})",
    R"({"type":"episode.admitted","episode":"E1","date":"2026-03-02","level_of_care":"iop","birth_date":"2008-02-29"})",
    R"({"type":"episode.admitted","episode":"E1","date":"2026-03-02","level_of_care":"iop","birth_date":"2008-02-29","at":"2026-03-02T15:40:00.500000Z"})",
    R"({"type":"episode.discharged","date":null})",
    R"({"type":"episode.discharged","date":"2026-04-01","reason":"completed"})",
    R"({"type":"episode.discharged","date":"2026-04-01","reason":"completed","at":"2026-04-01T21:00:00Z"})",
    R"({"type":"coverage.set","payer":"P1","effective":"2026-03-02"})",
    R"({"type":"coverage.set","payer":"P1","effective":"2026-03-02","plan":"gold","line_of_business":"medicaid","state":"TX","member_id":"M-1"})",
    R"({"type":"coverage.set","payer":"P1","effective":"2026-03-02","plan":"gold","line_of_business":"medicaid","state":"TX","member_id":"M-1","funding":"self-funded","network":"out"})",
    R"({"type":"schedule.set","effective":"2026-03-02","weekdays":[],"start":"00:00","minutes":0,"service":"S9480"})",
    R"({"type":"schedule.set","effective":"2026-03-02","weekdays":["mon","wed","sun"],"start":"18:30","minutes":180,"service":"S9480","modality":"telehealth"})",
    R"({"type":"authorization.requested","authorization":"A1","at":"2026-03-02T14:00:00Z"})",
    R"({"type":"authorization.requested","authorization":"A1","at":"2026-03-02T14:00:00.250000Z","expedited":true})",
    R"({"type":"authorization.decided","authorization":"A1","decision":"pended","decided_at":"2026-03-02T14:00:00Z","start":null,"end":null,"lines":[]})",
    R"({"type":"authorization.decided","authorization":"A1","number":"N-7","decision":"approved","decided_at":"2026-03-02T14:00:00Z","start":"2026-03-02","end":"2026-04-15","lines":[{"codes":["S9480","H0015"],"units":18},{"codes":[],"units":0}],"next_review":"2026-04-01"})",
    R"({"type":"authorization.decided","authorization":"A1","decision":"denied","decided_at":"2026-03-02T14:00:00Z","start":null,"end":null,"lines":[],"reason":"criteria of \"level 2.1\" not met","reviewer":"Dr. Nemo","reference":"call 4411"})",
    R"({"type":"authorization.voided","authorization":"A1"})",
    R"({"type":"session.recorded","session":"S1","start":"2026-03-02T15:00:00Z","minutes":180,"service":"S9480","outcome":"attended"})",
    R"({"type":"session.recorded","session":"S1","start":"2026-03-02T15:00:00.000001Z","end":"2026-03-02T18:00:00Z","minutes":0,"break_minutes":15,"service":"S9480","outcome":"cancelled_by_facility","excused":true,"modality":"telehealth","authorization":"N-7"})",
    R"({"type":"session.recorded","session":"S1","start":"2026-03-02T15:00:00Z","minutes":180,"service":"S9480","outcome":"attended","components":[{"kind":"group","minutes":60,"participants":9},{"kind":"individual"}]})",
    R"({"type":"session.voided","session":"S1"})",
    R"({"type":"prior_use.reported","service":"S9480","year":2026,"units":12})",
    R"({"type":"review.submitted","authorization":"A1","at":"2026-03-02T14:00:00Z"})",
    R"({"type":"notice.sent","notice":"notice:m:S1","at":"2026-03-02T14:00:00Z"})",
    R"({"type":"duty.completed","duty":"duty:plan#2","at":"2026-03-02T14:00:00Z"})",
    R"({"type":"payer.asked","ask":"R1","at":"2026-03-02T14:00:00Z","due":"2026-03-05T14:00:00Z","what":"notes \"of the last week\""})",
    R"({"type":"discharge.planned","date":null})",
    R"({"type":"discharge.planned","date":"2026-05-29"})",
    R"({"type":"measure.chosen","clock":"review","measure":"days","at":"2026-03-02T14:00:00Z"})",
    R"({"type":"measure.chosen","clock":"review","measure":"attended_minutes","at":"2026-03-02T14:00:00Z"})",
    R"({"type":"other_care.reported","care":"php","from":"2026-02-02"})",
    R"({"type":"other_care.reported","care":"php","from":"2026-02-02","to":"2026-02-27"})",
    R"({"type":"review.submitted","authorization":"A1","at":"2026-03-02T14:00:00Z","reference":"fax 4411","proof":"read back","by":"Ana"})",
    R"({"type":"notice.sent","notice":"notice:m:S1","at":"2026-03-02T14:00:00Z","proof":"read back"})",
    R"({"type":"duty.completed","duty":"duty:plan#2","at":"2026-03-02T14:00:00Z","reference":"fax 4411","by":"Ana"})",
    R"({"type":"obligation.assigned","obligation":"review:A1","assignee":null})",
    R"({"type":"obligation.assigned","obligation":"review:A1","assignee":"Ana","by":"Bo"})",
    R"({"type":"obligation.waived","obligation":"review:A1","reason":"closed"})",
    R"({"type":"obligation.waived","obligation":"review:A1","reason":"closed","by":"Bo"})",
    R"({"type":"obligation.snoozed","obligation":"review:A1","until":null})",
    R"({"type":"obligation.snoozed","obligation":"review:A1","until":"2026-03-02T14:00:00.250000Z","by":"Bo"})",
    R"({"type":"event.withdrawn","withdraws":7})",
};

class EveryFact : public testing::TestWithParam<const char*> {};
TEST_P(EveryFact, IsWrittenAsItWasRead) {
  const auto fact = read_fact_text(GetParam());
  ASSERT_TRUE(fact) << summary(fact.error());
  EXPECT_EQ(fact_text(*fact), GetParam());
  const auto again = read_fact_text(fact_text(*fact));
  ASSERT_TRUE(again);
  EXPECT_TRUE(*again == *fact);
  EXPECT_EQ(differing_field(*fact, *again), "");
}
INSTANTIATE_TEST_SUITE_P(Types, EveryFact, testing::ValuesIn(facts));

TEST(FactText, LeavesOutWhatIsAtItsDefault) {
  const auto fact = read_fact_text(
      R"({"outcome": "attended", "service": "S9480", "minutes": 180, "excused": false,
          "modality": "in_person", "break_minutes": 0, "start": "2026-03-02T09:00:00-06:00",
          "session": "S1", "type": "session.recorded"})");
  EXPECT_EQ(fact_text(*fact),
            R"({"type":"session.recorded","session":"S1","start":"2026-03-02T15:00:00Z",)"
            R"("minutes":180,"service":"S9480","outcome":"attended"})");
}

TEST(FactText, GivesWeekdaysInTheOrderOfTheWeekOnce) {
  const auto fact = read_fact_text(
      R"({"type": "schedule.set", "effective": "2026-03-02", "start": "09:00", "minutes": 180,
          "service": "S9480", "weekdays": ["fri", "mon", "fri"]})");
  EXPECT_NE(fact_text(*fact).find(R"("weekdays":["mon","fri"])"), std::string::npos);
}

std::string difference(const char* one, const char* other) {
  return differing_field(read_fact_text(one).value(), read_fact_text(other).value());
}

const char* fact_of(std::string_view start) {  // the first that starts like this
  for (const char* const fact : facts)
    if (std::string_view(fact).starts_with(start)) return fact;
  fail("no such fact");
}

TEST(DifferingField, IsTheFirstThatDiffers) {
  const char* const admitted = fact_of(R"({"type":"episode.admitted")");
  const char* const discharged = fact_of(R"({"type":"episode.discharged")");
  EXPECT_EQ(difference(admitted, admitted), "");
  EXPECT_EQ(difference(facts[0], facts[1]), "birth_date");
  EXPECT_EQ(difference(facts[1], facts[0]), "birth_date");
  EXPECT_EQ(difference(facts[1], facts[2]), "at");
  EXPECT_EQ(difference(admitted, discharged), "type");
  EXPECT_EQ(difference(discharged, fact_of(R"({"type":"episode.discharged","date":"2026)")),
            "date");
  EXPECT_EQ(difference(R"({"type":"other_care.reported","care":"php","from":"2026-02-02"})",
                       R"({"type":"other_care.reported","care":"php","from":"2026-02-02",
                           "to":"2026-02-03"})"),
            "to");
  EXPECT_EQ(difference(R"({"type":"measure.chosen","clock":"c","measure":"days",
                           "at":"2026-03-02T14:00:00Z"})",
                       R"({"type":"measure.chosen","clock":"c","measure":"attended_minutes",
                           "at":"2026-03-02T14:00:00Z"})"),
            "measure");
}

TEST(DifferingField, LooksIntoLists) {
  const auto session = [](const std::string& rest) {
    return R"({"type":"session.recorded","session":"S1","start":"2026-03-02T15:00:00Z",
               "minutes":180,"service":"S9480","outcome":"attended")" +
           rest + "}";
  };
  const auto differs = [&](const std::string& one, const std::string& other) {
    return difference(session(one).c_str(), session(other).c_str());
  };
  EXPECT_EQ(differs(R"(,"components":[{"kind":"group"}])", ""), "components");
  EXPECT_EQ(differs(R"(,"components":[{"kind":"group"}])",
                    R"(,"components":[{"kind":"group","participants":9}])"),
            "components");
  EXPECT_EQ(differs(R"(,"components":[])", ""), "");
  EXPECT_EQ(difference(R"({"type":"schedule.set","effective":"2026-03-02","weekdays":[],
                           "start":"00:00","minutes":0,"service":"S9480"})",
                       R"({"type":"schedule.set","effective":"2026-03-02","weekdays":["mon"],
                           "start":"00:00","minutes":0,"service":"S9480"})"),
            "weekdays");
}

// What is wrong with an event of a log, as "code at pointer".
Texts faults(std::string_view text) {
  JsonReader reader;
  const auto tree = reader.read(text, wire_limits);
  if (!tree) return {"not even json"};
  Problems problems;
  const Place root("");
  read_event(tree->root(), root, problems);
  Texts texts;
  for (const Problem& it : problems)
    texts.push_back(std::string(word(it.code)) + " at " + it.pointer);
  return texts;
}

Texts faults_of(const std::string& members) {
  return faults(R"({"seq": 1, "recorded_at": "2026-03-02T14:00:00Z", )" + members + "}");
}

TEST(Event, HasASeqAndAMomentOfRecording) {
  JsonReader reader;
  const auto tree = reader.read(
      R"({"seq": 7, "recorded_at": "2026-03-02T08:00:00-06:00", "type": "session.voided",
          "session": "S1"})",
      wire_limits);
  Problems problems;
  const Place root("");
  const Event event = read_event(tree->root(), root, problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(event.seq, 7);
  EXPECT_EQ(to_text(event.recorded_at), "2026-03-02T14:00:00Z");
  EXPECT_EQ(std::get<SessionVoided>(event.fact).session, "S1");
  EXPECT_EQ(faults(R"({"type": "session.voided", "session": "S1"})"),
            (Texts{"missing_field at ", "missing_field at "}));
  EXPECT_EQ(faults(R"({"seq": 1.5, "recorded_at": "2026-03-02T08:00:00", "type": "session.voided",
                       "session": "S1"})"),
            (Texts{"wrong_type at /seq", "invalid_value at /recorded_at"}));
}

TEST(Event, OfAnUnknownTypeIsRefusedInOneFault) {
  EXPECT_EQ(faults_of(R"("type": "session.imagined", "whatever": 1)"),
            Texts{"invalid_value at /type"});
  EXPECT_EQ(faults_of(R"("type": 7)"), Texts{"wrong_type at /type"});
  EXPECT_EQ(faults_of(R"("type": "")"), Texts{"invalid_value at /type"});
  EXPECT_EQ(faults_of(R"("episode": "E1")"), Texts{"missing_field at "});
}

TEST(Event, WithAnUnknownOutcomeOrDecisionIsRefused) {
  EXPECT_EQ(faults_of(R"("type": "session.recorded", "session": "S1", "minutes": 1,
                         "start": "2026-03-02T08:00:00Z", "service": "S9480", "outcome": "late")"),
            Texts{"invalid_value at /outcome"});
  EXPECT_EQ(faults_of(R"("type": "authorization.decided", "authorization": "A1",
                         "decision": "maybe", "decided_at": "2026-03-02T08:00:00Z",
                         "start": "2026-03-02", "end": "2026-03-02", "lines": [])"),
            Texts{"invalid_value at /decision"});
}

TEST(Event, OfASessionNeedsItsEndOrItsMinutes) {
  EXPECT_EQ(faults_of(R"("type": "session.recorded", "session": "S1", "outcome": "attended",
                         "start": "2026-03-02T08:00:00Z", "service": "S9480")"),
            Texts{"missing_field at /minutes"});
  EXPECT_EQ(faults_of(R"("type": "session.recorded", "session": "S1", "outcome": "attended",
                         "start": "2026-03-02T08:00:00Z", "service": "S9480", "minutes": -1)"),
            Texts{"out_of_range at /minutes"});
}

TEST(Event, OfAnApprovalNeedsItsDatesAndLines) {
  const auto decided = [](const std::string& decision, const std::string& rest) {
    return faults_of(R"("type": "authorization.decided", "authorization": "A1", "decision": ")" +
                     decision + R"(", "decided_at": "2026-03-02T08:00:00Z")" + rest);
  };
  for (const auto* decision : {"approved", "partial"}) {
    EXPECT_EQ(decided(decision, ""),
              (Texts{"missing_field at ", "missing_field at ", "missing_field at "}));
    EXPECT_EQ(decided(decision, R"(, "start": null, "end": null, "lines": null)"),
              (Texts{"wrong_type at /start", "wrong_type at /end", "wrong_type at /lines"}));
  }
  for (const auto* decision : {"denied", "pended"}) {
    EXPECT_EQ(decided(decision, ""), Texts{});
    EXPECT_EQ(decided(decision, R"(, "start": null, "end": null, "lines": [])"), Texts{});
    EXPECT_EQ(decided(decision, R"(, "start": "2026-02-30")"), Texts{"invalid_value at /start"});
  }
}

TEST(Event, OfAnAuthorizationKeepsTheNamesOfAllowances) {
  EXPECT_EQ(faults_of(R"("type": "authorization.requested", "authorization": "allowance:first",
                         "at": "2026-03-02T08:00:00Z")"),
            Texts{"invalid_value at /authorization"});
}

TEST(Event, WithdrawsASeq) {
  EXPECT_EQ(faults_of(R"("type": "event.withdrawn", "withdraws": 9223372036854775807)"), Texts{});
  EXPECT_EQ(faults_of(R"("type": "event.withdrawn", "withdraws": "1")"),
            Texts{"wrong_type at /withdraws"});
  EXPECT_EQ(faults_of(R"("type": "event.withdrawn")"), Texts{"missing_field at "});
}

TEST(Event, WithFaultsInItsListsNamesTheItem) {
  EXPECT_EQ(faults_of(R"("type": "schedule.set", "effective": "2026-03-02", "start": "24:00",
                         "minutes": 180, "service": "S9480", "weekdays": ["mon", "funday", 3])"),
            (Texts{"invalid_value at /weekdays/1", "wrong_type at /weekdays/2",
                   "invalid_value at /start"}));
  EXPECT_EQ(faults_of(R"("type": "authorization.decided", "authorization": "A1",
                         "decision": "approved", "decided_at": "2026-03-02T08:00:00Z",
                         "start": "2026-03-02", "end": "2026-03-31",
                         "lines": [{"codes": ["x"], "units": 1, "price": 3}, {"codes": 1}, 5])"),
            (Texts{
                "unknown_field at /lines/0/price",
                "wrong_type at /lines/1/codes",
                "missing_field at /lines/1",
                "wrong_type at /lines/2",
            }));
}

TEST(Event, OfASessionNamesItsComponents) {
  const auto components = [](const std::string& list) {
    return faults_of(R"("type": "session.recorded", "session": "S1", "outcome": "attended",
                        "start": "2026-03-02T08:00:00Z", "minutes": 1, "service": "S9480",
                        "components": )" +
                     list);
  };
  EXPECT_EQ(components("[]"), Texts{});
  EXPECT_EQ(components(R"([{"minutes": 60}, {"kind": "group", "participants": 0, "units": 1}, 7])"),
            (Texts{"missing_field at /components/0", "out_of_range at /components/1/participants",
                   "unknown_field at /components/1/units", "wrong_type at /components/2"}));
}

TEST(Event, OfASessionHasAtMostFiftyComponents) {
  const auto components = [](int count) {
    std::string list;
    for (int i = 0; i < count; ++i) list += std::string(i == 0 ? "" : ",") + R"({"kind": "group"})";
    return faults_of(R"("type": "session.recorded", "session": "S1", "outcome": "attended",
                        "start": "2026-03-02T08:00:00Z", "minutes": 1, "service": "S9480",
                        "components": [)" +
                     list + "]");
  };
  EXPECT_EQ(components(50), Texts{});
  EXPECT_EQ(components(52), Texts{"out_of_range at /components/50"});
}

TEST(Event, OfACoverageKnowsItsWords) {
  EXPECT_EQ(faults_of(R"("type": "coverage.set", "payer": "P1", "effective": "2026-03-02",
                         "funding": "Insured", "network": 1)"),
            (Texts{"invalid_value at /funding", "wrong_type at /network"}));
}

TEST(Event, OfAPlanAChoiceOrOtherCareNeedsItsFields) {
  EXPECT_EQ(faults_of(R"("type": "discharge.planned")"), Texts{"missing_field at "});
  EXPECT_EQ(faults_of(R"("type": "measure.chosen", "clock": "c", "measure": "sessions",
                         "at": "2026-03-02T08:00:00Z")"),
            Texts{"invalid_value at /measure"});
  EXPECT_EQ(faults_of(R"("type": "measure.chosen", "clock": "c", "measure": "days")"),
            Texts{"missing_field at "});
  EXPECT_EQ(faults_of(R"("type": "other_care.reported", "care": "php", "from": null, "to": null)"),
            Texts{"wrong_type at /from"});
}

PostedEvent posted(std::string_view text, Sender sender, Problems& problems) {
  JsonReader reader;
  const auto tree = reader.read(text, wire_limits);
  const Place root("/events/0");
  return read_posted_event(tree->root(), root, problems, sender);
}

constexpr const char* with_recorded_at =
    R"({"id": "e-1", "episode": "E1", "member": "M1", "facility": "F1",
        "recorded_at": "2026-03-02T08:00:00Z", "type": "session.voided", "session": "S1"})";

TEST(Event, OfWhatATeamDoesNeedsItsFields) {
  const auto refused = [](const std::string& fields) {
    const auto fact = read_fact_text("{" + fields + "}");
    return fact ? "taken" : summary(fact.error());
  };
  EXPECT_EQ(refused(R"("type": "obligation.assigned", "obligation": "k")"), "assignee is missing");
  EXPECT_NE(refused(R"("type": "obligation.assigned", "obligation": "k", "assignee": "")"),
            "taken");
  EXPECT_EQ(refused(R"("type": "obligation.waived", "obligation": "k")"), "reason is missing");
  EXPECT_NE(refused(R"("type": "obligation.waived", "obligation": "k", "reason": null)"), "taken");
  EXPECT_EQ(refused(R"("type": "obligation.snoozed", "obligation": "k")"), "until is missing");
  EXPECT_NE(refused(R"("type": "obligation.snoozed", "obligation": "k", "until": "2026-03-13")"),
            "taken");
  const std::string done = R"("type": "duty.completed", "duty": "k", "at": "2026-03-02T14:00:00Z")";
  EXPECT_EQ(refused(done), "taken");
  EXPECT_NE(refused(done + R"(, "proof": null)"), "taken");
  const std::string longest(longest_text, 'x');
  EXPECT_EQ(refused(done + R"(, "reference": ")" + longest + "\""), "taken");
  EXPECT_NE(refused(done + R"(, "reference": ")" + longest + "x\""), "taken");
}

TEST(PostedEvent, HasTheSendersIdAndItsEpisode) {
  Problems problems;
  const PostedEvent event = posted(with_recorded_at, Sender::import, problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(event.id, "e-1");
  EXPECT_EQ(event.episode, "E1");
  EXPECT_EQ(event.member, "M1");
  EXPECT_EQ(event.facility, "F1");
  EXPECT_EQ(to_text(event.recorded_at.value()), "2026-03-02T08:00:00Z");
}

TEST(PostedEvent, SaysWhenItWasLearnedOnlyInAnImport) {
  Problems problems;
  posted(with_recorded_at, Sender::client, problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(word(problems[0].code), "unknown_field");
  EXPECT_EQ(problems[0].pointer, "/events/0/recorded_at");
}

TEST(PostedEvent, HasNoSeq) {
  Problems problems;
  posted(R"({"id": "e-1", "episode": "E1", "seq": 1, "type": "session.voided", "session": "S1"})",
         Sender::import, problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].pointer, "/events/0/seq");
}

TEST(PostedEvent, WithdrawsAnId) {
  Problems problems;
  EXPECT_EQ(posted(R"({"id": "e-2", "episode": "E1", "type": "event.withdrawn",
                       "withdraws": "e-1"})",
                   Sender::client, problems)
                .withdraws,
            "e-1");
  EXPECT_TRUE(problems.empty());
  posted(R"({"id": "e-2", "episode": "E1", "type": "event.withdrawn", "withdraws": 1})",
         Sender::client, problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(word(problems[0].code), "wrong_type");
}

}  // namespace
}  // namespace authledger::json
