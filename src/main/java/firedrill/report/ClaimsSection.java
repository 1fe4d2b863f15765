package firedrill.report;

import firedrill.claims.ClaimOutcome;
import firedrill.claims.ClaimResult;
import java.util.List;

/** What the documents claim and what this drill says to it. */
final class ClaimsSection {

  private static final List<ClaimOutcome> ORDER =
      List.of(
          ClaimOutcome.REFUTED,
          ClaimOutcome.CONFIRMED,
          ClaimOutcome.BY_CONSTRUCTION,
          ClaimOutcome.NOT_DRILLED_HERE,
          ClaimOutcome.UNDECIDED);

  private ClaimsSection() {}

  static void write(Markup m, List<ClaimResult> claims, Texts texts) {
    if (claims.isEmpty()) {
      return;
    }
    m.open("section").leaf("h2", texts.get("claims.title"));
    m.leaf("p", texts.get("claims.words"));
    for (ClaimOutcome outcome : ORDER) {
      List<ClaimResult> these = claims.stream().filter(c -> c.outcome() == outcome).toList();
      if (!these.isEmpty()) {
        m.open("h3")
            .leaf("span", texts.get("claim." + outcome.key()), "class", "chip c-" + outcome.key());
        m.text(" " + texts.number(these.size()))
            .close()
            .open("ul", "class", "claims " + outcome.key());
        these.forEach(c -> one(m, c, texts));
        m.close();
      }
    }
    m.close();
  }

  private static String words(ClaimResult result, Texts texts) {
    return texts.language() == Language.FR
        ? result.claim().text().fr()
        : result.claim().text().en();
  }

  private static void one(Markup m, ClaimResult result, Texts texts) {
    m.open("li").leaf("span", words(result, texts));
    result.evidence().forEach(e -> m.leaf("p", e, "class", "evidence"));
    String document = result.claim().source().document();
    String source =
        result.unknown()
            ? texts.get("claim.unknown", result.claim().id())
            : texts.get("claim.source", document, result.claim().source().section());
    m.leaf("p", source, "class", "source").close();
  }
}
