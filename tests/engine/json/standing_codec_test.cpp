#include "engine/json/standing_codec.hpp"

#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger::json {
namespace {

using test::given;
using test::policy;

std::string printed(const test::Answer& answer) {
  JsonWriter out;
  write_standing(out, answer.standing());
  return std::string(out.text());
}

TEST(StandingText, OfNothingHasEveryField) {
  EXPECT_EQ(printed(given().as_of("2026-03-02T08:00:00-06:00")),
            R"({"as_of":"2026-03-02T14:00:00Z","episode":null,"remaining":{},)"
            R"("covered_through":null,"first_uncovered_day":null,"authorizations":[],)"
            R"("sessions":[],"uncovered":[],"unrecorded":[],"under_intensity_weeks":[],)"
            R"("obligations":[],"findings":[],"unknowns":[],"next_request":{"from":null,)"
            R"("unit":null,"needed":null,"amount":null,"because":null},"attendance":{"offered":0,)"
            R"("attended":0,"low":null,"high":null}})");
}

TEST(StandingText, HasEveryFieldOfItsParts) {
  const auto answer = given()
                          .under(policy(R"("sources": [{"key": "m", "title": "Manual"}],
                              "services": [{"key": "iop", "codes": ["S9480"], "unit": "day",
                                            "minimum_minutes_per_week": 540, "source": "m"}])"))
                          .admitted("2026-03-01")
                          .covered_by("example-payer")
                          .meets({"mon"}, "09:00", 180, "S9480")
                          .decided({.id = "A1",
                                    .number = "N-7",
                                    .start = "2026-03-01",
                                    .end = "2026-04-15",
                                    .lines = {{.units = 1}}})
                          .attended("2026-03-02")
                          .session({.date = "2026-03-03", .modality = "telehealth"})
                          .payer_asked("R1", "2026-03-02T12:00:00Z", "2026-03-05T12:00:00Z")
                          .discharged("2026-03-09")
                          .as_of("2026-03-10T00:00:00Z");
  const std::string policy_cited =
      R"("policy":{"payer":"example-payer","version":"1","from":"2020-01-01"})";
  const std::string iop = policy_cited + R"(,"rule":"iop","source":{"key":"m","title":"Manual"})";
  EXPECT_EQ(
      printed(answer),
      R"({"as_of":"2026-03-10T00:00:00Z","episode":"E1","remaining":{"day":0},)"
      R"("covered_through":null,"first_uncovered_day":"2026-03-09",)"
      R"("authorizations":[{"authorization":"A1","number":"N-7","decision":"approved",)"
      R"("start":"2026-03-01","end":"2026-04-15","last_covered_day":"2026-03-02",)"
      R"("lines":[{"codes":["S9480"],"unit":"day","units":1,"used":1,"remaining":0,)"
      R"("forecast_used":0,"exhausts_on":"2026-03-02","unused_at_end":0,"because":{)" +
          iop +
          R"(,"events":[4,5]},"likely":{"exhausts_on":{"from":"2026-03-02","to":"2026-03-02"},)"
          R"("unused_at_end":{"from":0,"to":0}}}],"valid_until_at_least":null,)"
          R"("not_revocable_until":null,"urgent_extension_by":null}],)"
          R"("sessions":[{"session":"2026-03-02","date":"2026-03-02","minutes":180,)"
          R"("outcome":"attended","charged":1,"covered":1,"flags":[],)"
          R"("allocations":[{"authorization":"A1","line":0,"units":1}],"tier":null,)"
          R"("file_by":null},)"
          R"({"session":"2026-03-03","date":"2026-03-03","minutes":180,"outcome":"attended",)"
          R"("charged":1,"covered":0,"flags":[],"allocations":[],"tier":null,"file_by":null}],)"
          R"("uncovered":[{"date":"2026-03-03","service":"S9480","units":1,)"
          R"("reason":"units_exhausted","because":{)" +
          iop +
          R"(,"events":[4,6]},"retro":{"status":"unknown","until":null}}],)"
          R"("unrecorded":[],"under_intensity_weeks":[{"week_of":"2026-03-01","service":"S9480",)"
          R"("minutes":360,"minimum":540,"because":{)" +
          iop +
          R"(,"events":[3,5,6]}}],)"
          R"("obligations":[{"key":"request:R1","kind":"request","rule":"stated",)"
          R"("authorization":null,"opens_at":"2026-03-02T12:00:00Z",)"
          R"("due_at":"2026-03-05T12:00:00Z","status":"overdue","because":{"policy":null,)"
          R"("rule":"stated","source":null,"events":[7]}}],"findings":[],"unknowns":[],)"
          R"("next_request":{"from":"2026-03-09","unit":"day","needed":null,"amount":null,)"
          R"("because":{)" +
          iop + R"(,"events":[3]}},"attendance":{"offered":2,"attended":2,"low":54,"high":100}})");
}

// Of a part of a standing, what follows its because.
std::string after_because(std::string_view text) {
  const std::string because = R"("events":[]},)";
  const auto at = text.rfind(because);
  return at == std::string_view::npos ? "" : std::string(text.substr(at + because.size()));
}

std::string told(const Obligation& obligation) {
  JsonWriter out;
  write_obligation(out, obligation);
  return after_because(out.text());
}

TEST(StandingText, ShowsOfAnObligationWhatItsKindHas) {
  Obligation it;
  it.key = "review:A1";
  it.kind = ObligationKind::review;
  EXPECT_EQ(told(it), R"("evidence":[]})");
  it.evidence = {{"fresh", EvidenceKind::scores, test::date("2026-03-02")},
                 {"signs", EvidenceKind::symptoms, test::date("2026-03-01")}};
  const std::string evidence =
      R"("evidence":[{"rule":"fresh","document":"scores","from":"2026-03-02"},)"
      R"({"rule":"signs","document":"symptoms","from":"2026-03-01"}]})";
  EXPECT_EQ(told(it), evidence);
  it.kind = ObligationKind::duty;
  EXPECT_EQ(told(it), "");
  it.key = "duty:initial-authorization";
  EXPECT_EQ(told(it), evidence);
  it.kind = ObligationKind::notice;
  EXPECT_EQ(told(it), R"("action":null,"whom":null})");
  it.action = MissedSessionRule::Action::plan_update;
  it.whom = "member";
  EXPECT_EQ(told(it), R"("action":"plan_update","whom":"member"})");
  it.kind = ObligationKind::decision;
  EXPECT_EQ(told(it), R"("if_late":null})");
  it.if_late = IfLate::deemed_granted;
  EXPECT_EQ(told(it), R"("if_late":"deemed_granted"})");
  it.kind = ObligationKind::request;
  EXPECT_EQ(told(it), "");
}

TEST(StandingText, ShowsWhetherCoverMayStillBeAskedFor) {
  const auto retro = [](RetroStatus status, const char* until) {
    UncoveredUnits it;
    it.retro.status = status;
    if (until) it.retro.until = test::instant(until);
    JsonWriter out;
    write_uncovered(out, it);
    return after_because(out.text());
  };
  EXPECT_EQ(retro(RetroStatus::open, "2026-03-02T23:00:00Z"),
            R"("retro":{"status":"open","until":"2026-03-02T23:00:00Z"}})");
  EXPECT_EQ(retro(RetroStatus::emergency_only, nullptr),
            R"("retro":{"status":"emergency_only","until":null}})");
  EXPECT_EQ(retro(RetroStatus::capped, nullptr), R"("retro":null})");
}

TEST(StandingText, ShowsOfAnAuthorizationHowLongItHoldsAndALikelyRange) {
  const auto likely = [](const std::optional<LikelyRange>& range) {
    AuthorizationStanding it;
    it.lines.resize(1);
    it.lines[0].likely = range;
    it.valid_until_at_least = test::date("2026-09-01");
    it.not_revocable_until = test::date("2026-05-04");
    it.urgent_extension_by = test::instant("2026-04-15T05:00:00Z");
    JsonWriter out;
    write_authorization(out, it);
    return after_because(out.text());
  };
  const std::string rest =
      R"(}],"valid_until_at_least":"2026-09-01","not_revocable_until":"2026-05-04",)"
      R"("urgent_extension_by":"2026-04-15T05:00:00Z"})";
  LikelyRange range{.exhausts_from = test::date("2026-04-13"),
                    .exhausts_to = test::date("2026-04-20"),
                    .exhausts = true,
                    .unused_from = 0,
                    .unused_to = 3};
  EXPECT_EQ(likely(range), R"("likely":{"exhausts_on":{"from":"2026-04-13","to":"2026-04-20"},)"
                           R"("unused_at_end":{"from":0,"to":3}})" +
                               rest);
  range.exhausts_to.reset();
  EXPECT_EQ(likely(range), R"("likely":{"exhausts_on":{"from":"2026-04-13","to":null},)"
                           R"("unused_at_end":{"from":0,"to":3}})" +
                               rest);
  range.exhausts = false;
  EXPECT_EQ(likely(range),
            R"("likely":{"exhausts_on":null,"unused_at_end":{"from":0,"to":3}})" + rest);
  EXPECT_EQ(likely(std::nullopt), R"("likely":null)" + rest);
}

TEST(StandingText, ShowsTheTierAndTheLastDayToFile) {
  Standing it;
  it.sessions.resize(1);
  it.sessions[0].tier = "full";
  it.sessions[0].file_by = test::date("2026-05-31");
  it.sessions[0].flags = 1 << static_cast<int>(SessionFlag::tier_unknown);
  it.sessions[0].components = {{.kind = "group", .minutes = 60, .participants = 9}};
  JsonWriter out;
  write_standing(out, it);
  EXPECT_NE(
      out.text().find(
          R"("flags":["tier_unknown"],"allocations":[],"tier":"full","file_by":"2026-05-31"}])"),
      std::string_view::npos)
      << out.text();
}

TEST(StandingText, EndsWithFindingsUnknownsTheNextRequestAndAttendance) {
  Standing it;
  Finding quota;
  quota.kind = FindingKind::component_quota;
  quota.from = test::date("2026-03-01");
  quota.to = test::date("2026-03-07");
  quota.service = "S9480";
  quota.subject = "individual";
  quota.actual = 0;
  quota.limit = 1;
  quota.open = true;
  Finding law;
  law.kind = FindingKind::law_may_apply;
  law.from = test::date("2026-03-02");
  it.findings = {quota, law};
  it.unknowns = {{Topic::modality, "Ask.", {}}, {Topic::unit, "", {}}};
  it.next_request = {test::date("2026-04-15"), Unit::quarter_hour, 10, 12, {}};
  it.attendance = {9, 7, 57, 91};
  JsonWriter out;
  write_standing(out, it);
  const std::string because = R"("because":{"policy":null,"rule":null,"source":null,"events":[]}})";
  const std::string_view text = out.text();
  EXPECT_EQ(text.substr(text.find(R"("findings")")),
            R"("findings":[{"kind":"component_quota","from":"2026-03-01","to":"2026-03-07",)"
            R"("service":"S9480","subject":"individual","actual":0,"limit":1,"open":true,)" +
                because +
                R"(,{"kind":"law_may_apply","from":"2026-03-02","to":null,"service":null,)"
                R"("subject":null,"actual":null,"limit":null,"open":false,)" +
                because + R"(],"unknowns":[{"about":"modality","note":"Ask.",)" + because +
                R"(,{"about":"unit","note":null,)" + because +
                R"(],"next_request":{"from":"2026-04-15","unit":"quarter_hour","needed":10,)"
                R"("amount":12,)" +
                because + R"(,"attendance":{"offered":9,"attended":7,"low":57,"high":91}})");
}

TEST(ErrorText, NamesTheFirstProblemAndListsAll) {
  JsonWriter out;
  write_error(out, {{ProblemCode::missing_field, "payer is missing", "/policies/0"},
                    {ProblemCode::wrong_type, "log is 1; it must be an array", "/log"}});
  EXPECT_EQ(
      out.text(),
      R"~({"error":{"code":"missing_field","detail":"/policies/0: payer is missing (and 1 more)",)~"
      R"~("problems":[{"code":"missing_field","pointer":"/policies/0",)~"
      R"~("detail":"payer is missing"},{"code":"wrong_type","pointer":"/log",)~"
      R"~("detail":"log is 1; it must be an array"}]}})~");
}

}  // namespace
}  // namespace authledger::json
