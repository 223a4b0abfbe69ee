// Contracts of the facility and state law on top of a payer's document: payers/RULES.md, section 1.
#include "engine/policy/stack.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "engine/policy/policy_book.hpp"
#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::date;
using test::policy;
using test::Texts;

PlanTerms covered() {
  return {"example-payer", {}, {}, {}};
}

const Policy& in_force(const PolicyBook& book, const PlanTerms& coverage) {
  const Policy* found = book.in_force(coverage, date("2026-03-02"));
  if (!found) throw std::invalid_argument("no policy in force");
  return *found;
}

// The versions of the documents, the lowest first; alone: a document without anything on top.
Texts stacked(const PolicyBook& book, const PlanTerms& coverage) {
  const Policy* found = book.in_force(coverage, date("2026-03-02"));
  if (!found) return {};
  if (found->stack.empty()) return {found->version + " alone"};
  Texts texts;
  for (const Policy* document : found->stack) texts.push_back(document->version);
  return texts;
}

// "plan of contract": each rule's key and the version of the document that it stands in.
template <class Rule>
Texts told(const Policy& policy, const std::vector<Rule>& rules) {
  Texts texts;
  for (const Rule& rule : rules)
    texts.push_back(rule.name.key + " of " + policy.document_of(rule.name).version);
  return texts;
}

template <class Rule>
std::string told(const Policy& policy, const std::optional<Rule>& rule) {
  return rule ? rule->name.key + " of " + policy.document_of(rule->name).version : "none";
}

Texts unknown(const Policy& policy) {
  Texts texts;
  for (const UnknownTopic& topic : policy.unknown)
    texts.push_back(std::string(word(topic.about)) + " of " +
                    (topic.document ? topic.document->version : policy.version));
  return texts;
}

const char* const payers = R"("version": "payer", "duties": [
    {"key": "plan", "after": "admission", "within": {"days": 7}},
    {"key": "summary", "after": "discharge", "within": {"days": 30}}])";

TEST(Stack, IsTheDocumentItselfWithoutAnythingOnTop) {
  const PolicyBook book{{policy(payers)}};
  EXPECT_EQ(stacked(book, covered()), Texts{"payer alone"});
  EXPECT_EQ(&in_force(book, covered()), &book.documents[0]);
}

TEST(Stack, PutsContractsBeforeLawAndTheMoreSpecificAndTheLaterOnTop) {
  const PolicyBook book{{
      policy(R"("version": "law of the state", "layer": "law", "payer": "state-tx",
                "applies_to": {"state": "TX"})"),
      policy(R"("version": "contract, later", "layer": "contract",
                "effective": {"from": "2026-01-01"})"),
      policy(R"("version": "contract for gold", "layer": "contract",
                "applies_to": {"plan": "gold"})"),
      policy(R"("version": "contract", "layer": "contract")"),
      policy(R"("version": "contract, listed second", "layer": "contract")"),
      policy(R"("version": "law of all", "layer": "law", "payer": "nation")"),
      policy(payers),
  }};
  EXPECT_EQ(stacked(book, {"example-payer", "gold", {}, "TX"}),
            (Texts{"payer", "contract", "contract, listed second", "contract, later",
                   "contract for gold", "law of all", "law of the state"}));
}

TEST(Stack, TakesContractsOfThePayerOnlyButLawOfAnyPayerId) {
  const PolicyBook book{{
      policy(payers),
      policy(R"("version": "contract", "layer": "contract", "payer": "another-payer")"),
      policy(R"("version": "law", "layer": "law", "payer": "nation")"),
  }};
  EXPECT_EQ(stacked(book, covered()), (Texts{"payer", "law"}));
  EXPECT_EQ(stacked(book, {"another-payer", {}, {}, {}}), (Texts{"contract", "law"}));
}

TEST(Stack, ChoosesThePayersDocumentAsIfNothingLayOnTop) {
  const PolicyBook book{{
      policy(R"("version": "contract", "layer": "contract", "applies_to": {"state": "TX"})"),
      policy(R"("version": "all")"),
      policy(R"("version": "texas", "applies_to": {"state": "TX"})"),
  }};
  EXPECT_EQ(stacked(book, {"example-payer", {}, {}, "TX"}), (Texts{"texas", "contract"}));
  EXPECT_EQ(stacked(book, covered()), Texts{"all alone"});
}

TEST(Stack, TakesAContractOfThatFacilityAlone) {
  const PolicyBook book{{
      policy(payers),
      policy(R"("version": "theirs", "layer": "contract", "applies_to": {"facility": "north"})"),
      policy(R"("version": "everybody's", "layer": "contract")"),
  }};
  PlanTerms coverage{"example-payer", {}, {}, {}};
  coverage.facility = "north";
  EXPECT_EQ(stacked(book, coverage), (Texts{"payer", "everybody's", "theirs"}));
  coverage.facility = "south";
  EXPECT_EQ(stacked(book, coverage), (Texts{"payer", "everybody's"}));
}

TEST(Stack, LeavesOutWhatDoesNotCoverTheDate) {
  const PolicyBook book{{
      policy(payers),
      policy(R"("version": "ended", "layer": "law",
                "effective": {"from": "2020-01-01", "to": "2026-03-01"})"),
      policy(R"("version": "ahead", "layer": "law", "effective": {"from": "2026-03-03"})"),
      policy(R"("version": "that day", "layer": "law",
                "effective": {"from": "2026-03-02", "to": "2026-03-02"})"),
  }};
  EXPECT_EQ(stacked(book, covered()), (Texts{"payer", "that day"}));
}

TEST(Stack, CountsFundingAndNetworkAsFieldsLikeThePlan) {
  const PolicyBook book{{
      policy(R"("version": "all")"),
      policy(R"("version": "insured", "applies_to": {"funding": "insured"})"),
      policy(R"("version": "insured, out", "applies_to": {"funding": "insured",
                "network": "out"})"),
  }};
  const auto chosen = [&](const char* funding, const char* network) {
    return stacked(book, {"example-payer", {}, {}, {}, funding, network});
  };
  EXPECT_EQ(chosen("self-funded", "out"), Texts{"all alone"});
  EXPECT_EQ(chosen("insured", "in"), Texts{"insured alone"});
  EXPECT_EQ(chosen("insured", "out"), Texts{"insured, out alone"});
}

TEST(Stack, PutsTheRulesOnTopInTheirPlaceByKey) {
  const PolicyBook book{{
      policy(payers),
      policy(R"("version": "contract", "layer": "contract", "duties": [
          {"key": "call", "after": "admission", "within": {"days": 1}},
          {"key": "plan", "after": "admission", "within": {"days": 3}}])"),
  }};
  const Policy& both = in_force(book, covered());
  EXPECT_EQ(told(both, both.duties),
            (Texts{"plan of contract", "summary of payer", "call of contract"}));
  EXPECT_EQ(both.duties[0].span.count, 3);
}

TEST(Stack, KeepsRulesOfOneDocumentThatShareAKey) {
  const char* const twice = R"("version": "twice", "reviews": [
      {"key": "end", "before": "end", "days": 2}, {"key": "end", "before": "end", "days": 3}])";
  const char* const once = R"("version": "once", "layer": "contract", "reviews": [
      {"key": "end", "before": "end", "days": 5}])";
  const char* const twice_on_top = R"("version": "twice on top", "layer": "law", "reviews": [
      {"key": "end", "before": "end", "days": 2}, {"key": "end", "before": "end", "days": 3}])";
  const PolicyBook below{{policy(twice), policy(once)}};
  EXPECT_EQ(told(in_force(below, covered()), in_force(below, covered()).reviews),
            Texts{"end of once"});
  const PolicyBook above{{policy(once), policy(twice_on_top)}};
  EXPECT_EQ(told(in_force(above, covered()), in_force(above, covered()).reviews),
            Texts({"end of twice on top", "end of twice on top"}));
}

TEST(Stack, PutsServicesOnTopBeforeThoseBelow) {
  const PolicyBook book{{
      policy(R"("version": "payer", "services": [
          {"key": "iop", "codes": ["S9480"], "unit": "day"},
          {"codes": ["90853"], "unit": "visit"}])"),
      policy(R"("version": "contract", "layer": "contract", "services": [
          {"codes": ["H0015"], "unit": "day"},
          {"key": "iop", "codes": ["S9480", "H0035"], "unit": "hour"}])"),
  }};
  const Policy& both = in_force(book, covered());
  EXPECT_EQ(told(both, both.services),
            (Texts{"services/0 of contract", "iop of contract", "services/1 of payer"}));
}

TEST(Stack, DoesNotTakeAPlaceForAKeyOfAService) {
  const PolicyBook book{{
      policy(R"("version": "payer", "services": [{"codes": ["S9480"], "unit": "day"}])"),
      policy(R"("version": "contract", "layer": "contract",
                "services": [{"codes": ["90853"], "unit": "visit"}])"),
  }};
  const Policy& both = in_force(book, covered());
  EXPECT_EQ(told(both, both.services), (Texts{"services/0 of contract", "services/0 of payer"}));
}

TEST(Stack, TakesAwayWhatIsRemovedWhateverItIs) {
  const PolicyBook book{{
      policy(std::string(payers) + R"(, "services": [
          {"key": "iop", "codes": ["S9480"], "unit": "day"},
          {"key": "php", "codes": ["H0035"], "unit": "day"}])"),
      policy(R"("version": "contract", "layer": "contract", "removes": ["plan", "iop", "none"],
                "duties": [{"key": "call", "after": "admission", "within": {"days": 1}}])"),
      policy(R"("version": "law", "layer": "law", "removes": ["call"])"),
  }};
  const Policy& all = in_force(book, covered());
  EXPECT_EQ(told(all, all.duties), Texts{"summary of payer"});
  EXPECT_EQ(told(all, all.services), Texts{"php of payer"});
}

TEST(Stack, LetsADocumentBringBackWhatItRemoves) {
  const PolicyBook book{{
      policy(payers),
      policy(R"("version": "contract", "layer": "contract", "removes": ["plan"],
                "duties": [{"key": "plan", "after": "admission", "within": {"days": 1}}])"),
  }};
  const Policy& both = in_force(book, covered());
  EXPECT_EQ(told(both, both.duties), (Texts{"summary of payer", "plan of contract"}));
}

TEST(Stack, ReplacesWhatADocumentHasOnceOnlyWhenItIsPresent) {
  const PolicyBook book{{
      policy(R"("version": "payer", "prior_authorization": {"required": true},
                "timely_filing": {"within": {"days": 90}}, "transition": {"days": 60},
                "retro_authorization": {"allowed": "none"},
                "approvals": {"valid_at_least": {"days": 30}})"),
      policy(R"("version": "law", "layer": "law", "timely_filing": {"within": {"days": 180}},
                "approvals": {"not_revocable_for": {"business_days": 45}})"),
  }};
  const Policy& both = in_force(book, covered());
  EXPECT_EQ(told(both, both.prior_authorization), "prior_authorization of payer");
  EXPECT_EQ(told(both, both.timely_filing), "timely_filing of law");
  EXPECT_EQ(told(both, both.transition), "transition of payer");
  EXPECT_EQ(told(both, both.retro_authorization), "retro_authorization of payer");
  EXPECT_EQ(told(both, both.approvals), "approvals of law");
  EXPECT_FALSE(both.approvals->valid_at_least);
}

TEST(Stack, KeepsTheTimeOfThePayersDocument) {
  const char* const law = R"("version": "law", "layer": "law", "time_zone": "America/Denver",
                             "cutoff": "12:00", "week_starts": "monday",
                             "business_calendar": "none", "reviews_open": {"days": 9})";
  const PolicyBook book{{policy(law), policy(payers)}};
  const Policy& both = in_force(book, covered());
  EXPECT_EQ(both.time.zone.name(), "America/Chicago");
  EXPECT_EQ(to_text(both.time.cutoff), "17:00");
  EXPECT_EQ(word(both.time.calendar.holidays), "us-federal");
  EXPECT_EQ(word(both.week_starts), "sun");
  EXPECT_EQ(both.reviews_open.count, 5);

  const PolicyBook alone{{policy(R"("version": "another", "layer": "law", "payer": "nation",
                                    "applies_to": {"state": "TX"}, "cutoff": "09:00")"),
                          policy(law)}};
  const Policy& laws = in_force(alone, {"nobody", {}, {}, "TX"});
  EXPECT_EQ(laws.stack.size(), 2U);
  EXPECT_EQ(laws.time.zone.name(), "America/Denver");
  EXPECT_EQ(to_text(laws.time.cutoff), "12:00");
  EXPECT_EQ(word(laws.week_starts), "mon");
}

TEST(Stack, NamesTheSourceInTheDocumentOfTheRule) {
  const PolicyBook book{{
      policy(R"("version": "payer", "sources": [{"key": "manual", "title": "Manual"}],
                "duties": [{"key": "plan", "after": "admission", "within": {"days": 7},
                            "source": "manual"}])"),
      policy(R"("version": "law", "layer": "law", "sources": [{"key": "act", "title": "Act"}],
                "timely_filing": {"within": {"days": 180}, "source": "act"}, "duties": [
                    {"key": "call", "after": "admission", "within": {"days": 1}}])"),
  }};
  const Policy& both = in_force(book, covered());
  EXPECT_EQ(both.source_of(both.duties[0].name), &book.documents[0].sources[0]);
  EXPECT_EQ(both.source_of(both.duties[1].name), nullptr);
  EXPECT_EQ(both.source_of(both.timely_filing->name), &book.documents[1].sources[0]);
}

TEST(Stack, LetsARuleBeKnownInEveryStackThatHasIt) {
  const PolicyBook book{{
      policy(payers),
      policy(R"("version": "law", "layer": "law", "effective": {"from": "2026-04-01"})"),
  }};
  const Policy& alone = in_force(book, covered());
  const Policy& both = *book.in_force(covered(), date("2026-04-01"));
  EXPECT_NE(&alone.duties[0].name, &both.duties[0].name);
  EXPECT_EQ(alone.duties[0].name.identity(), both.duties[0].name.identity());
  EXPECT_NE(both.duties[0].name.identity(), both.duties[1].name.identity());
}

TEST(Stack, SettlesTheTopicsThatADocumentOnTopRules) {
  const PolicyBook book{{
      policy(R"("version": "payer", "unknown": [{"about": "missed_sessions"}, {"about": "decision"},
                                                {"about": "timely_filing"}, {"about": "amount"}])"),
      policy(R"("version": "contract", "layer": "contract", "missed_sessions": [
                    {"key": "one", "outcomes": ["no_show"], "count": 1, "pattern": "consecutive",
                     "notify": {"days": 1}}],
                "sources": [{"key": "act", "title": "Act"}],
                "not_required": [{"about": "timely_filing", "source": "act"}],
                "prior_authorization": {"required": true},
                "unknown": [{"about": "discharge"}])"),
  }};
  EXPECT_EQ(unknown(in_force(book, covered())),
            (Texts{"decision of payer", "amount of payer", "discharge of contract"}));
  EXPECT_EQ(told(in_force(book, covered()), in_force(book, covered()).not_required),
            Texts{"timely_filing of contract"});
}

TEST(Stack, SettlesATopicOnlyByARuleAboutIt) {
  const auto settled = [](const char* members) {
    Texts topics;
    const Policy document = policy(members);
    for (int topic = 0; topic < topic_count; ++topic)
      if (settles(document, static_cast<Topic>(topic)))
        topics.emplace_back(word(static_cast<Topic>(topic)));
    return topics;
  };
  EXPECT_EQ(settled(""), Texts{});
  EXPECT_EQ(settled(R"("services": [{"codes": ["x"], "unit": "day", "authorization": "unknown"}])"),
            Texts{"unit"});
  EXPECT_EQ(settled(R"("services": [{"codes": ["x"], "unit": "day", "modalities": ["in_person"],
                                     "authorization": "none"}])"),
            (Texts{"authorization", "unit", "modality"}));
  EXPECT_EQ(settled(R"("request_amounts": [{"key": "grid", "codes": ["x"], "amounts": [12]}])"),
            Texts{"amount"});
  EXPECT_EQ(settled(R"("reviews": [{"key": "end", "before": "end", "days": 2}])"),
            Texts{"reviews"});
  EXPECT_EQ(settled(R"("clocks": [{"key": "clock", "measures": [{"days": 30}]}])"),
            Texts{"reviews"});
  EXPECT_EQ(settled(R"("prior_authorization": {"required": true,
                           "decision": {"standard": {"days": 7}}})"),
            Texts{"decision"});
  EXPECT_EQ(settled(R"("retro_authorization": {"allowed": "none"})"), Texts{"retro_authorization"});
  EXPECT_EQ(settled(R"("timely_filing": {"within": {"days": 90}})"), Texts{"timely_filing"});
  EXPECT_EQ(settled(R"("duties": [{"key": "plan", "after": "admission", "within": {"days": 7}}])"),
            Texts{});
  EXPECT_EQ(settled(R"("duties": [{"key": "end", "after": "discharge", "within": {"days": 7}}])"),
            Texts{"discharge"});
}

TEST(Stack, WaitsForTheFundingOfACoverageThatDoesNotSayIt) {
  const Policy law = policy(R"("layer": "law", "payer": "state-il",
                               "applies_to": {"state": "IL", "funding": "insured"})");
  EXPECT_TRUE(waits_for_funding(law, {"anybody", {}, {}, "IL"}));
  EXPECT_FALSE(waits_for_funding(law, {"anybody", {}, {}, "IL", "insured"}));
  EXPECT_FALSE(waits_for_funding(law, {"anybody", {}, {}, "IL", "self-funded"}));
  EXPECT_FALSE(waits_for_funding(law, {"anybody", {}, {}, "TX"}));
  EXPECT_FALSE(waits_for_funding(policy(R"("layer": "law", "applies_to": {"state": "IL"})"),
                                 {"anybody", {}, {}, "IL"}));
  EXPECT_FALSE(waits_for_funding(policy(R"("applies_to": {"funding": "insured"})"), covered()));
}

const char* const on_top = R"("version": "law", "layer": "law", "duties": [
    {"key": "call", "after": "admission", "within": {"days": 1}}])";

TEST(PolicyBook, GivesTheSameStackForTheSameDocuments) {
  const PolicyBook book{{policy(payers), policy(on_top)}};
  const Policy& first = in_force(book, covered());
  EXPECT_EQ(&in_force(book, covered()), &first);
  EXPECT_EQ(book.in_force(covered(), date("2026-12-31")), &first);
}

TEST(PolicyBook, StacksItsOwnDocumentsAfterACopyAndAMove) {
  const auto stands_on = [](const PolicyBook& book) {
    const Policy& both = in_force(book, covered());
    return both.stack == std::vector{&book.documents[0], &book.documents[1]} &&
           both.duties[0].name.document == &book.documents[0] &&
           both.duties[0].name.identity() == &book.documents[0].duties[0].name &&
           both.duties[2].name.document == &book.documents[1];
  };
  PolicyBook book{{policy(payers), policy(on_top)}};
  EXPECT_TRUE(stands_on(book));
  PolicyBook copy = book;
  EXPECT_TRUE(stands_on(copy));
  copy.documents.reserve(100);  // moves its documents elsewhere
  PolicyBook assigned{{policy(payers), policy(on_top)}};
  EXPECT_TRUE(stands_on(assigned));
  assigned = copy;
  EXPECT_TRUE(stands_on(assigned));
  assigned = PolicyBook{{policy(payers), policy(R"("layer": "law", "removes": ["plan"])")}};
  EXPECT_EQ(in_force(assigned, covered()).duties.size(), 1U);
  assigned = PolicyBook(copy);  // where the documents before may have lain
  EXPECT_TRUE(stands_on(assigned));
  const PolicyBook other{{policy(payers), policy(R"("layer": "law", "removes": ["plan"])")}};
  assigned = other;
  EXPECT_EQ(in_force(assigned, covered()).duties.size(), 1U);
  const Policy* const document = book.documents.data();
  const PolicyBook moved = std::move(book);
  EXPECT_EQ(moved.documents.data(), document);
  EXPECT_TRUE(stands_on(moved));
}

TEST(PolicyBook, MayBeAskedBySeveralThreads) {
  const PolicyBook book{
      {policy(payers), policy(on_top), policy(R"("version": "gold", "layer": "contract",
                                   "applies_to": {"plan": "gold"})")}};
  std::vector<std::vector<const Policy*>> found(4);
  std::vector<std::thread> threads;
  for (auto& mine : found)
    threads.emplace_back([&book, &mine] {
      for (int i = 0; i < 200; ++i)
        mine.push_back(&in_force(
            book,
            {"example-payer", i % 2 ? std::optional<std::string>("gold") : std::nullopt, {}, {}}));
    });
  for (std::thread& thread : threads) thread.join();
  for (const auto& mine : found) EXPECT_EQ(mine, found.front());
  EXPECT_EQ(found.front()[0]->stack.size(), 2U);
  EXPECT_EQ(found.front()[1]->stack.size(), 3U);
}

}  // namespace
}  // namespace authledger
