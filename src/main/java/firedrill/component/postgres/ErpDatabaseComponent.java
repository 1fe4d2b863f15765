package firedrill.component.postgres;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.foundation.Foundations;
import firedrill.guard.GuardedJdbc;
import firedrill.sandbox.Database;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Set;

/** Up when database and roles are there. */
final class ErpDatabaseComponent implements Component<ErpDatabase> {

  @Override
  public String name() {
    return "erp database";
  }

  @Override
  public Class<ErpDatabase> type() {
    return ErpDatabase.class;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Foundations.class);
  }

  @Override
  public ErpDatabase start(Site site) {
    Database server = site.get(Foundations.class).database();
    ErpDatabase database =
        new ErpDatabase(server, GuardedJdbc.to(site.guard(), server.enclosure()));
    database.create();
    return database;
  }

  @Override
  public List<Reality> reality() {
    return List.of();
  }
}
