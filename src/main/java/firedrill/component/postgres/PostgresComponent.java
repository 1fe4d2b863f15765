package firedrill.component.postgres;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.foundation.Foundations;
import firedrill.guard.GuardedJdbc;
import firedrill.sandbox.Database;
import firedrill.sandbox.Reality;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Up when it answers. */
final class PostgresComponent implements Component<FoundationDatabase> {

  /** Where pi2 is a virtual machine it boots first. */
  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(4);

  private final List<Reality> beside;

  /**
   * @param beside what else of it is to be said
   */
  PostgresComponent(List<Reality> beside) {
    this.beside = List.copyOf(beside);
  }

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public Class<FoundationDatabase> type() {
    return FoundationDatabase.class;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Foundations.class);
  }

  @Override
  public FoundationDatabase start(Site site) {
    Database server = site.get(Foundations.class).database();
    FoundationDatabase postgres =
        new FoundationDatabase(server, GuardedJdbc.to(site.guard(), server.enclosure()));
    site.await("PostgreSQL answers", ANSWERS_WITHIN, postgres::answers);
    return postgres;
  }

  @Override
  public List<Reality> reality() {
    return beside;
  }
}
