// Any body at POST /v1/events, as JSON and as NDJSON, through the decoder into a ledger: never a
// fault of ours, always an answer in JSON, and what was created once exists when it is sent again.
// The first byte of the input says which of the two it is.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/store/data_directory.hpp"
#include "engine/store/payers_folder.hpp"
#include "engine/store/registry.hpp"
#include "server/handlers.hpp"
#include "server/log.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::fuzz {
namespace {

using Json = nlohmann::json;

// One ledger for the whole run: what an input writes is rolled back.
class Door {
 public:
  Door()
      : data_(store::DataDirectory::open_to_write(folder_.path())),
        book_(std::make_shared<const PolicyBook>(
            *store::read_payers_folder(AUTHLEDGER_SOURCE_DIR "/payers"))),
        now_(*parse_instant("2026-03-20T12:00:00Z")) {
    server::start_log("off");
    sql::Transaction transaction(data_.writer());
    store::enter_facility(data_.writer(), {"main", "Main", "", *Zone::find("America/Chicago"), {}},
                          now_);
    transaction.commit();
  }

  void check(const std::string& body, bool is_lines) {
    const server::Request request{
        .method = "POST",
        .target = "/v1/events",
        .content_type = is_lines ? "application/x-ndjson" : "application/json",
        .body = body};
    const sql::Transaction transaction(data_.writer());
    const server::Response first = answer(request), second = answer(request);
    check_answer(first, is_lines);
    check_answer(second, is_lines);
    if (first.status / 100 == 2)
      promise(second.body.find(R"("verdict":"created")") == std::string::npos,
              "nothing is created twice");
    if (!is_lines && first.status == 201) promise(second.status == 200, "what is there exists");
  }

 private:
  server::Response answer(const server::Request& request) {
    const server::Call call{request,
                            {},
                            {},
                            now_,
                            data_.writer(),
                            book_,
                            json_,
                            keys_,
                            vitals_,
                            standings_,
                            std::make_shared<server::RequestAudit>(),
                            std::make_shared<server::SignInDesk>()};
    server::Answer answer = server::post_events(call);
    if (auto* response = std::get_if<server::Response>(&answer)) return std::move(*response);
    return std::get<server::Write>(answer).apply(data_.writer(), now_);
  }

  static void check_answer(const server::Response& response, bool is_lines) {
    promise(response.status >= 200 && response.status < 500, "the fault is never ours");
    if (!is_lines || response.status >= 400)
      return promise(Json::accept(response.body), "the answer is JSON");
    std::string_view rest = response.body;
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      promise(Json::accept(line), "each line of the answer is JSON");
      rest.remove_prefix(line.size() + 1);
    }
  }

  test::TemporaryDirectory folder_;
  store::DataDirectory data_;
  std::shared_ptr<const PolicyBook> book_;
  Instant now_;
  JsonReader json_;
  std::shared_ptr<server::KeysInFlight> keys_ = std::make_shared<server::KeysInFlight>();
  server::Vitals vitals_;
  server::StandingCache standings_{1'000'000};
};

}  // namespace
}  // namespace authledger::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static authledger::fuzz::Door door;
  if (size == 0) return 0;
  const auto* bytes = static_cast<const char*>(static_cast<const void*>(data));
  door.check({bytes + 1, size - 1}, data[0] % 2 == 1);
  return 0;
}
