package firedrill.report;

import firedrill.claims.ClaimResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One page about one drill that a non-engineer can read: self-contained, without scripts, and
 * forbidden by its own policy to load anything.
 */
public final class ShareOut {

  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
          + " form-action 'none'";

  private final DrillResult result;
  private final Story story;
  private final List<ClaimResult> claims;
  private final Texts texts;

  private ShareOut(DrillResult result, Story story, List<ClaimResult> claims, Language language) {
    this.result = result;
    this.story = story;
    this.claims = claims;
    this.texts = new Texts(language);
  }

  /** The whole page, as HTML that is also well-formed XML. */
  public static String page(
      DrillResult result, Story story, List<ClaimResult> claims, Language language) {
    return "<!DOCTYPE html>\n" + new ShareOut(result, story, claims, language).html() + "\n";
  }

  private Markup html() {
    String title = story.title().in(texts.language());
    Outcome outcome = result.outcome();
    Markup m = new Markup();
    m.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", texts.language().code());
    m.open("head").empty("meta", "charset", "utf-8");
    m.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    m.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    m.empty("meta", "name", "color-scheme", "content", "light dark");
    m.leaf("title", texts.get("verdict." + outcome.key()) + " \u2013 " + title);
    m.open("style").trusted(style()).close().close();
    m.open("body").open("main");
    header(m, title, outcome);
    Summary.write(m, result, story, texts);
    broken(m);
    int i = 0;
    for (Scenario scenario : result.main()) {
      ScenarioSection.write(m, scenario, story, texts, "s" + i++);
    }
    findings(m);
    Twins.write(m, result.twins(), story, texts);
    ClaimsSection.write(m, claims, texts);
    SmallPrint.write(m, result, texts);
    return m.close().close().close();
  }

  private void header(Markup m, String title, Outcome outcome) {
    m.open("header", "class", "verdict-" + outcome.key());
    m.leaf("p", texts.get("kicker", texts.moment(result.at())), "class", "kicker");
    m.leaf("h1", title);
    m.open("p", "class", "verdict");
    m.leaf("strong", texts.get("verdict." + outcome.key()), "class", "stamp " + outcome.key());
    m.leaf("span", texts.get("verdict." + outcome.key() + ".words"));
    m.close().close();
  }

  private void broken(Markup m) {
    String text = story.broken().in(texts.language());
    if (!text.isBlank()) {
      m.open("section").leaf("h2", texts.get("broken.title"));
      m.leaf("p", text, "class", "lead").close();
    }
  }

  private void findings(Markup m) {
    List<String> findings =
        result.main().stream()
            .flatMap(s -> s.journal().all("finding"))
            .map(e -> JournalView.text(e, "text"))
            .distinct()
            .toList();
    if (findings.isEmpty()) {
      return;
    }
    m.open("section").leaf("h2", texts.get("findings.title")).open("ul");
    findings.forEach(f -> m.leaf("li", f));
    m.close().close();
  }

  private static String style() {
    try (InputStream in = ShareOut.class.getResourceAsStream("shareout.css")) {
      if (in == null) {
        throw new IllegalStateException("missing resource firedrill/report/shareout.css");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read shareout.css", e);
    }
  }
}
