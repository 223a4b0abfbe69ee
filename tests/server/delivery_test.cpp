// What deliveries keep to: signatures, the schedule, addresses, and the file of endpoints.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "server/address_rules.hpp"
#include "server/endpoints.hpp"
#include "server/retry.hpp"
#include "server/signature.hpp"
#include "tests/support/given.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::server {
namespace {

const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";  // of the specification

TEST(Signatures, AreThoseOfTheSpecification) {
  const auto key = webhook_key(secret);
  ASSERT_TRUE(key);
  EXPECT_EQ(webhook_signature({*key}, "msg_p5jXN8AQM9LWM0D4loKWxJek",
                              Instant::from_seconds(1'614'265'330), R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signatures, AreTwoWhileOneKeyReplacesTheOther) {
  const std::string one(24, 'a'), other(24, 'b');
  const Instant at = Instant::from_seconds(1);
  EXPECT_EQ(
      webhook_signature({one, other}, "m", at, "{}"),
      webhook_signature({one}, "m", at, "{}") + " " + webhook_signature({other}, "m", at, "{}"));
}

TEST(Secrets, AreOfTheRightFormAndLength) {
  EXPECT_TRUE(webhook_key("whsec_" + std::string(32, 'A')));
  EXPECT_EQ(webhook_key("whsec_" + std::string(34, 'A') + "==")->size(), 25u);
  for (const std::string wrong :
       {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAA", "whsec_not base64 at all!",
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    EXPECT_FALSE(webhook_key(wrong)) << wrong;
}

constexpr std::int64_t hour = 3'600'000'000;
const Instant start = Instant::from_seconds(1'800'000'000);

// When each attempt is made, in hours after the first, while all of them fail.
std::vector<double> schedule(const std::string& seed) {
  std::vector<double> hours;
  Instant now = start;
  for (int attempt = 1;; ++attempt) {
    hours.push_back(static_cast<double>(now.microseconds() - start.microseconds()) / hour);
    const Verdict verdict = judge(outcome_of_status(500, {}), attempt, now, seed);
    if (verdict.kind == Verdict::Kind::given_up) return hours;
    EXPECT_EQ(verdict.kind, Verdict::Kind::again);
    now = verdict.next_at;
  }
}

TEST(TheSchedule, IsTenAttemptsThatOutlastThreeDays) {
  for (const char* seed : {"a", "b", "c", "d", "e"}) {
    const auto hours = schedule(seed);
    ASSERT_EQ(hours.size(), 10u);
    EXPECT_GE(hours.back(), 75.0 + 35.0 / 60) << "never shorter than the specification";
    EXPECT_LE(hours.back(), 84.0);
    EXPECT_EQ(schedule(seed), hours) << "the same seed, the same instants";
  }
  EXPECT_NE(schedule("a"), schedule("b"));
}

TEST(TheSchedule, HonoursRetryAfterOfTheBusyUpToADay) {
  const auto pause = [](int status, std::int64_t seconds) {
    const Verdict verdict = judge(outcome_of_status(status, seconds), 1, start, "s");
    return (verdict.next_at.microseconds() - start.microseconds()) / 1'000'000;
  };
  EXPECT_EQ(pause(429, 600), 600);
  EXPECT_EQ(pause(503, 600), 600);
  EXPECT_LT(pause(500, 600), 10) << "nobody asked";
  EXPECT_LT(pause(429, 1), 10) << "no sooner than planned";
  EXPECT_EQ(pause(429, 1'000'000'000), 24 * 3'600);
}

TEST(Outcomes, OfEachStatus) {
  using enum Outcome::Kind;
  for (const int status : {200, 201, 204, 299})
    EXPECT_EQ(outcome_of_status(status, {}).kind, delivered) << status;
  for (const int status : {199, 300, 301, 302, 307, 308, 400, 401, 404, 429, 500, 503, 599})
    EXPECT_EQ(outcome_of_status(status, {}).kind, failed) << status;
  EXPECT_EQ(judge(outcome_of_status(410, {}), 1, start, "s").kind, Verdict::Kind::disabled);
}

bool is_public(const char* text) {
  std::uint8_t bytes[16];
  if (inet_pton(AF_INET, text, bytes) == 1) return is_public_address({bytes, 4});
  EXPECT_EQ(inet_pton(AF_INET6, text, bytes), 1) << text;
  return is_public_address({bytes, 16});
}

TEST(Addresses, ThatAreNotPublicAreTold) {
  for (const char* text : {"0.0.0.0",
                           "10.1.2.3",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.0.1",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.168.1.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::127.0.0.1",
                           "64:ff9b::10.0.0.1",
                           "64:ff9b:1::1",
                           "2002:7f00:1::",
                           "2002:c0a8:101::",
                           "2001::1",
                           "2001:db8::1",
                           "3fff::1",
                           "fc00::1",
                           "fd12::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "100::1"})
    EXPECT_FALSE(is_public(text)) << text;
  for (const char* text :
       {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.0.0.1",
        "128.0.0.1", "172.15.0.1", "172.32.0.1", "192.167.0.1", "223.255.255.255", "2600::1",
        "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"})
    EXPECT_TRUE(is_public(text)) << text;
}

TEST(QuietHours, EndAtTheFacilitysOwnTime) {
  const Zone chicago = test::zone("America/Chicago");
  const auto after = [&](TimeOfDay from, TimeOfDay to, std::string_view instant) {
    return to_text(store::after_quiet_hours({from, to}, chicago, test::instant(instant)));
  };
  const TimeOfDay nine{21 * 60}, seven{7 * 60}, noon{12 * 60};
  EXPECT_EQ(after(nine, seven, "2026-03-11T01:59:00Z"), "2026-03-11T01:59:00Z") << "20:59";
  EXPECT_EQ(after(nine, seven, "2026-03-11T02:00:00Z"), "2026-03-11T12:00:00Z") << "21:00";
  EXPECT_EQ(after(nine, seven, "2026-03-11T11:59:59Z"), "2026-03-11T12:00:00Z") << "06:59";
  EXPECT_EQ(after(nine, seven, "2026-03-11T12:00:00Z"), "2026-03-11T12:00:00Z") << "07:00";
  EXPECT_EQ(after(seven, noon, "2026-03-11T13:00:00Z"), "2026-03-11T17:00:00Z") << "by day";
  EXPECT_EQ(after(seven, noon, "2026-03-11T18:00:00Z"), "2026-03-11T18:00:00Z");
  EXPECT_EQ(after(nine, seven, "2026-03-08T04:00:00Z"), "2026-03-08T12:00:00Z")
      << "the night in which the clock goes forward";
}

TEST(Addresses, OfAnotherSizeAreNone) {
  const std::uint8_t bytes[5] = {8, 8, 8, 8, 8};
  EXPECT_FALSE(is_public_address({bytes, 5}));
  EXPECT_FALSE(is_public_address({}));
}

std::string webhook(const std::string& more) {
  return R"({"endpoints": [{"name": "ehr", "type": "webhook", "secrets": [")" + secret + "\"]" +
         more + "}]}";
}

TEST(TheFileOfEndpoints, IsReadWhole) {
  const test::TemporaryDirectory folder;
  const auto read = parse_endpoints(R"({"unclaimed_after_percent": 50, "endpoints": [
      {"name": "ehr", "type": "webhook", "url": "https://ehr.example/h", "secrets": [")" +
                                    secret +
                                    R"("], "kinds": ["notice.owed"], "facilities": ["main"],
       "quiet": {"from": "21:00", "to": "07:00"}},
      {"name": "lead", "type": "smtp", "url": "smtp://mail.example:587", "from": "a@b.example",
       "to": ["c@d.example"], "user": "u", "password": "p",
       "digest": {"at": "07:30", "time_zone": "America/Chicago"}},
      {"name": "fax", "type": "file", "letters": true, "directory": ")" +
                                    folder.path() + R"("}]})");
  ASSERT_TRUE(read) << summary(read.error());
  ASSERT_EQ(read->all.size(), 3u);
  EXPECT_EQ(read->all[0].kinds, std::set<std::string>{"notice.owed"});
  EXPECT_EQ(read->all[0].keys.size(), 1u);
  EXPECT_FALSE(read->all[0].allows_private);
  EXPECT_EQ(read->unclaimed_percent, 50);
  EXPECT_EQ(to_text(read->all[0].quiet.value().from), "21:00");
  EXPECT_EQ(read->all[1].to, std::vector<std::string>{"c@d.example"});
  EXPECT_EQ(to_text(read->all[1].digest.value().at), "07:30");
  EXPECT_EQ(read->all[1].digest->zone.name(), "America/Chicago");
  EXPECT_EQ(read->all[2].directory, folder.path());
  EXPECT_TRUE(read->all[2].takes_letters);
  EXPECT_FALSE(read->all[0].takes_letters || read->all[0].digest);
}

TEST(TheFileOfEndpoints, IsRefusedWithItsFaults) {
  for (const std::string& wrong :
       {webhook(""), webhook(R"(, "url": "http://ehr.example/")"),
        webhook(R"(, "url": "file:///etc/passwd")"),
        webhook(R"(, "url": "https://u:p@x.example/")"),
        webhook(R"(, "url": "https://x.example/", "kinds": ["notice"])"),
        webhook(R"(, "url": "https://x.example/", "other": 1)"),
        webhook(R"(, "url": "https://x.example/", "quiet": {"from": "21:00"})"),
        webhook(R"(, "url": "https://x.example/", "quiet": {"from": "21:00", "to": "25:00"})"),
        webhook(R"(, "url": "https://x.example/", "digest": {"at": "07:30"})"),
        webhook(R"(, "url": "https://x.example/", "digest": {"at": "7", "time_zone": "UTC"})"),
        webhook(R"(, "url": "https://x.example/", "digest": {"at": "07:30", "time_zone": "Mars"})"),
        webhook(R"(, "url": "https://x.example/", "digest": {"at": "07:30", "time_zone": "UTC"},
                "quiet": {"from": "21:00", "to": "07:00"})"),
        webhook(R"(, "url": "https://x.example/", "letters": true)"),
        std::string(R"({"endpoints": [{"name": "x", "type": "webhook", "url": "https://x.example/",
                                      "secrets": ["guessed"]}]})"),
        std::string(R"({"endpoints": [{"name": "x", "type": "pigeon"}]})"),
        std::string(R"({"endpoints": [{"name": "x", "type": "file", "directory": "/no/such"}]})"),
        std::string(R"({"endpoints": [{"name": "x", "type": "smtp", "url": "smtp://m.example",
                      "from": "a@b\r\nBcc: x", "to": ["c@d.example"]}]})"),
        std::string("[]")})
    EXPECT_FALSE(parse_endpoints(wrong)) << wrong;
  EXPECT_TRUE(parse_endpoints(webhook(R"(, "url": "http://x.example/", "allow_clear": true)")));
}

TEST(TheFileOfEndpoints, AgreesWithTheExamplesOfItsSchema) {
  std::size_t valid = 0, others = 0;
  for (const auto& it : std::filesystem::directory_iterator(std::string(AUTHLEDGER_SOURCE_DIR) +
                                                            "/schemas/examples/endpoints")) {
    std::ifstream stream(it.path());
    const std::string text{std::istreambuf_iterator<char>(stream),
                           std::istreambuf_iterator<char>()};
    const bool is_valid = it.path().filename().string().starts_with("valid-");
    EXPECT_EQ(parse_endpoints(text).has_value(), is_valid) << it.path();
    ++(is_valid ? valid : others);
  }
  EXPECT_GE(valid, 2u);
  EXPECT_GE(others, 4u);
}

TEST(TheFileOfEndpoints, IsForItsOwnerAlone) {
  const test::TemporaryDirectory folder;
  const std::string file = folder.path() + "/endpoints.json";
  std::ofstream(file) << R"({"endpoints": []})";
  chmod(file.c_str(), 0644);
  const auto refused = read_endpoints(file);
  ASSERT_FALSE(refused);
  EXPECT_NE(summary(refused.error()).find("chmod 600"), std::string::npos);
  chmod(file.c_str(), 0600);
  EXPECT_TRUE(read_endpoints(file));
  EXPECT_FALSE(read_endpoints(file + ".none"));
}

}  // namespace
}  // namespace authledger::server
