package firedrill.component.vault;

import java.util.List;

/**
 * What the database secrets engine needs of a database.
 *
 * @param connectionUrl with Vault's own placeholders for user and password
 * @param user Vault's own role in the database
 * @param creation statements that make a login for an application
 * @param revocation statements that end one
 */
public record DatabaseAccess(
    String connectionUrl,
    String user,
    String password,
    List<String> creation,
    List<String> revocation) {}
