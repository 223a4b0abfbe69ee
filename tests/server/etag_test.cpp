// ETag, If-Match and If-None-Match on facilities and members.
#include "server/etag.hpp"

#include <gtest/gtest.h>

#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

struct Wanted {
  std::optional<std::string> if_match = {}, if_none_match = {};
};

server::Response put_if(Service& service, const std::string& target, const std::string& body,
                        const Wanted& wanted) {
  return service.send({.method = "PUT",
                       .target = target,
                       .content_type = "application/json",
                       .body = body,
                       .if_match = wanted.if_match,
                       .if_none_match = wanted.if_none_match});
}

server::Response get_if(Service& service, const std::string& target, const Wanted& wanted) {
  return service.send({.method = "GET",
                       .target = target,
                       .content_type = "",
                       .body = "",
                       .if_match = wanted.if_match,
                       .if_none_match = wanted.if_none_match});
}

std::string member(const std::string& name) {
  return R"({"id": "m1", "name": ")" + name + R"("})";
}

std::string facility(const std::string& name) {
  return R"({"id": "main", "name": ")" + name + R"(", "time_zone": "America/Chicago"})";
}

struct Thing {
  const char* target;
  std::string (*entry)(const std::string& name);
};
const Thing things[] = {{"/v1/members/m1", member}, {"/v1/facilities/main", facility}};

TEST(EntityTag, IsThatOfTheEntryHoweverItIsRead) {
  for (const Thing& it : things) {
    Service service;
    const auto put = service.put(it.target, it.entry("One"));
    const std::string tag = header_of(put, "ETag");
    EXPECT_EQ(tag.size(), 34U);
    EXPECT_TRUE(tag.starts_with('"') && tag.ends_with('"'));
    EXPECT_EQ(header_of(service.get(it.target), "ETag"), tag);
    EXPECT_EQ(header_of(service.put(it.target, it.entry("One")), "ETag"), tag);
    EXPECT_NE(header_of(service.put(it.target, it.entry("Two")), "ETag"), tag);
    EXPECT_NE(header_of(service.get(it.target), "ETag"), tag);
    service.put(it.target, it.entry("One"));
    EXPECT_EQ(header_of(service.get(it.target), "ETag"), tag);
  }
}

TEST(IfMatch, LetsOnlyOneOfTwoChangeWhatBothHaveSeen) {
  for (const Thing& it : things) {
    Service service;
    const std::string tag = header_of(service.put(it.target, it.entry("One")), "ETag");
    EXPECT_EQ(put_if(service, it.target, it.entry("Two"), {.if_match = tag}).status, 200);
    const auto late = put_if(service, it.target, it.entry("Three"), {.if_match = tag});
    EXPECT_EQ(late.status, 412);
    EXPECT_EQ(late.content_type, "application/problem+json");
    EXPECT_EQ(body_of(late)["code"], "precondition_failed");
    EXPECT_EQ(body_of(service.get(it.target))["name"], "Two");
  }
}

TEST(IfMatch, OfAChangeThatIsThereAlreadyIsNoFault) {
  for (const Thing& it : things) {
    Service service;
    const std::string tag = header_of(service.put(it.target, it.entry("One")), "ETag");
    const auto first = put_if(service, it.target, it.entry("Two"), {.if_match = tag});
    const auto again = put_if(service, it.target, it.entry("Two"), {.if_match = tag});
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(header_of(again, "ETag"), header_of(first, "ETag"));
  }
}

TEST(IfMatch, ComparesStronglyAndTakesListsAndTheStar) {
  Service service;
  const std::string target = "/v1/members/m1";
  EXPECT_EQ(put_if(service, target, member("One"), {.if_match = "*"}).status, 412);
  EXPECT_EQ(service.get(target).status, 404);
  std::string tag = header_of(service.put(target, member("One")), "ETag");
  EXPECT_EQ(put_if(service, target, member("Two"), {.if_match = "W/" + tag}).status, 412);
  const auto two = put_if(service, target, member("Two"), {.if_match = "\"x\" ,,\t" + tag});
  EXPECT_EQ(two.status, 200);
  tag = header_of(two, "ETag");
  const std::string packed = tag.substr(0, tag.size() - 1) + "-gzip\"";
  EXPECT_EQ(put_if(service, target, member("Three"), {.if_match = packed}).status, 200);
  EXPECT_EQ(put_if(service, target, member("Four"), {.if_match = "*"}).status, 200);
}

TEST(IfNoneMatch, WithTheStarEntersOnlyWhatIsNew) {
  Service service;
  const std::string target = "/v1/members/m1";
  EXPECT_EQ(put_if(service, target, member("One"), {.if_none_match = "*"}).status, 201);
  EXPECT_EQ(put_if(service, target, member("Two"), {.if_none_match = "*"}).status, 412);
  EXPECT_EQ(put_if(service, target, member("One"), {.if_none_match = "*"}).status, 412);
  EXPECT_EQ(body_of(service.get(target))["name"], "One");
}

TEST(IfNoneMatch, SendsNothingToWhoHasItAlready) {
  for (const Thing& it : things) {
    Service service;
    const std::string tag = header_of(service.put(it.target, it.entry("One")), "ETag");
    const std::string packed = tag.substr(0, tag.size() - 1) + "-gzip\"";
    for (const std::string& has : {tag, "W/" + tag, "\"x\", " + tag, packed}) {
      const auto response = get_if(service, it.target, {.if_none_match = has});
      EXPECT_EQ(response.status, 304) << has;
      EXPECT_EQ(response.body, "");
      EXPECT_TRUE(has.ends_with(header_of(response, "ETag"))) << has;
    }
    EXPECT_EQ(get_if(service, it.target, {.if_none_match = "*"}).status, 304);
    EXPECT_EQ(get_if(service, it.target, {.if_none_match = "\"x\""}).status, 200);
    service.put(it.target, it.entry("Two"));
    EXPECT_EQ(get_if(service, it.target, {.if_none_match = tag}).status, 200);
    EXPECT_EQ(get_if(service, it.target, {.if_match = tag}).status, 412);
  }
}

TEST(Conditions, ThatAreNoListsOfTagsAreRefused) {
  Service service;
  service.put("/v1/members/m1", member("One"));
  for (const char* bad : {"", "abc", "\"abc", "w/\"abc\"", "\"a\" \"b\"", "\"a\"b", "*, \"a\"",
                          "\"a b\"", ",", "W/", "\"a\x7f\""}) {
    EXPECT_EQ(put_if(service, "/v1/members/m1", member("Two"), {.if_match = bad}).status, 400)
        << bad;
    const auto response = get_if(service, "/v1/members/m1", {.if_none_match = bad});
    EXPECT_EQ(response.status, 400) << bad;
    EXPECT_EQ(body_of(response)["code"], "invalid_header") << bad;
  }
  EXPECT_EQ(body_of(service.get("/v1/members/m1"))["name"], "One");
  EXPECT_EQ(get_if(service, "/v1/members/m2", {.if_none_match = "*"}).status, 404);
}

}  // namespace
}  // namespace authledger::test
