#include "server/console.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include "server/etag.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

namespace fs = std::filesystem;

// Scripts, styles and data of this service only; frames are packets and letters.
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

constexpr std::string_view without_console = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>authledger</title></head><body>
<h1>authledger</h1>
<p>The service runs, but its console was not found. Build it (server/web), or name its folder with
--console. The service itself answers: <a href="/openapi.json">its description</a>.</p>
</body></html>
)html";

struct Kind {
  std::string_view suffix, content_type;
};
constexpr std::array kinds{Kind{".js", "text/javascript; charset=utf-8"},
                           Kind{".css", "text/css; charset=utf-8"}, Kind{".svg", "image/svg+xml"},
                           Kind{".txt", "text/plain; charset=utf-8"}};

std::string_view content_type_of(std::string_view name) {
  for (const Kind& kind : kinds)
    if (name.ends_with(kind.suffix)) return kind.content_type;
  return "application/octet-stream";
}

std::optional<std::string> text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) return std::nullopt;
  return text;
}

Problem unreadable(const fs::path& file) {
  return {ProblemCode::not_found,
          file.string() + " cannot be read; build the console, or name its folder with --console",
          ""};
}

}  // namespace

Result<Console> read_console(const std::string& directory) {
  const fs::path root(directory);
  auto page = text_of(root / "index.html");
  if (!page) return Problems{unreadable(root / "index.html")};
  Console console{std::move(*page), {}};
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(root / "assets", error)) {
    auto text = text_of(entry.path());
    if (!text) return Problems{unreadable(entry.path())};
    console.assets.emplace(entry.path().filename().string(), std::move(*text));
  }
  if (error) return Problems{unreadable(root / "assets")};
  return console;
}

std::string console_beside_program() {
  std::error_code error;
  const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  if (error) return {};
  for (const fs::path& place : {folder / "web", folder / "../share/authledger/console"})
    if (fs::exists(place / "index.html", error)) return fs::weakly_canonical(place, error).string();
  return {};
}

// The page names the assets of its build, so it is asked for each time, and is often the same.
Answer get_console(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const auto conditions = read_conditions(call.request);
  if (!conditions) return invalid_conditions();
  const std::string_view page =
      call.console.page.empty() ? without_console : std::string_view(call.console.page);
  return answer_if(*conditions,
                   {.content_type = "text/html; charset=utf-8",
                    .body = std::string(page),
                    .headers = {{"Content-Security-Policy", std::string(content_security_policy)},
                                {"Cache-Control", "no-cache"},
                                {"Referrer-Policy", "no-referrer"},
                                {"Cross-Origin-Opener-Policy", "same-origin"}}});
}

Answer get_asset(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const auto conditions = read_conditions(call.request);
  if (!conditions) return invalid_conditions();
  const auto asset = call.console.assets.find(call.ids[0]);
  if (asset == call.console.assets.end())
    return not_found("the console has no such file; reload the page for the newest version");
  return answer_if(*conditions,
                   {.content_type = std::string(content_type_of(asset->first)),
                    .body = asset->second,
                    .headers = {{"Cache-Control", "public, max-age=31536000, immutable"}}});
}

}  // namespace authledger::server
