//! What is true of a database after every rule, whatever the rule was about.

/// Each counts offences.
pub const ALWAYS: &[(&str, &str)] = &[
    (
        "remaining + standing uses + standing returns = quantity",
        "SELECT COUNT(*) FROM ticket t WHERE t.quantity <> t.remaining
           + (SELECT COALESCE(SUM(u.quantity), 0) FROM use_line u
              WHERE u.merchant = t.merchant AND u.ticket = t.id AND u.state <> 'cancelled')
           + (SELECT COALESCE(SUM(g.quantity), 0) FROM give_back g
              WHERE g.merchant = t.merchant AND g.ticket = t.id AND g.state <> 'cancelled')",
    ),
    (
        "a ticket's use lines are what its events say was redeemed",
        "SELECT COUNT(*) FROM ticket t WHERE
           (SELECT COALESCE(SUM(u.quantity), 0) FROM use_line u WHERE u.merchant = t.merchant AND u.ticket = t.id)
           <> (SELECT COALESCE(SUM(e.quantity), 0) FROM event e
               WHERE e.merchant = t.merchant AND e.ticket = t.id AND e.kind = 'redeemed')",
    ),
    (
        "a ticket's cancelled lines are what its events say was cancelled",
        "SELECT COUNT(*) FROM ticket t WHERE
           (SELECT COALESCE(SUM(u.quantity), 0) FROM use_line u
            WHERE u.merchant = t.merchant AND u.ticket = t.id AND u.state = 'cancelled')
           <> (SELECT COALESCE(SUM(e.quantity), 0) FROM event e
               WHERE e.merchant = t.merchant AND e.ticket = t.id AND e.kind = 'redemption_cancelled')",
    ),
    (
        "each event of a redemption has its use line",
        "SELECT COUNT(*) FROM event e WHERE e.kind IN ('redeemed', 'redemption_cancelled')
           AND NOT EXISTS (SELECT 1 FROM use_line u WHERE u.merchant = e.merchant AND u.id = e.line)",
    ),
    (
        "trust = face value of what is left and was not released",
        "SELECT CAST(COALESCE((SELECT SUM(CASE WHEN to_account = 'trust' THEN amount ELSE 0 END)
                    - SUM(CASE WHEN from_account = 'trust' THEN amount ELSE 0 END) FROM posting), 0)
           - COALESCE((SELECT SUM(t.face_value * t.remaining) FROM ticket t
                       JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
                       WHERE t.kind = 'paid' AND t.trust_released = 0), 0) AS BIGINT)",
    ),
    (
        "settling = face value of what the bank has not confirmed",
        "SELECT CAST(COALESCE((SELECT SUM(CASE WHEN to_account = 'settling' THEN amount ELSE 0 END)
                    - SUM(CASE WHEN from_account = 'settling' THEN amount ELSE 0 END) FROM posting), 0)
           - COALESCE((SELECT SUM(t.face_value * u.quantity) FROM use_line u
                       JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
                       WHERE t.kind = 'paid' AND u.state IN ('used', 'settling')), 0) AS BIGINT)",
    ),
    (
        "refunding and fee = what the bank has not confirmed of returns",
        "SELECT CAST(COALESCE((SELECT SUM(CASE WHEN to_account IN ('refunding', 'fee') THEN amount ELSE 0 END)
                    - SUM(CASE WHEN from_account IN ('refunding', 'fee') THEN amount ELSE 0 END) FROM posting), 0)
           - COALESCE((SELECT SUM(t.face_value * g.quantity) FROM give_back g
                       JOIN ticket t ON t.merchant = g.merchant AND t.id = g.ticket
                       WHERE t.kind = 'paid' AND g.state IN ('pending', 'settling')), 0) AS BIGINT)",
    ),
    (
        "a ticket with an open line is offered",
        "SELECT COUNT(*) FROM ticket t WHERE t.offered <
           (SELECT COUNT(*) FROM transfer_line l
            WHERE l.merchant = t.merchant AND l.ticket = t.id AND l.state = 'offered')",
    ),
    (
        "whoever has a ticket by a transfer has its accepted line, and nobody else has one",
        "SELECT COUNT(*) FROM ticket t WHERE t.remaining > 0 AND (t.transfer IS NULL) <> NOT EXISTS
           (SELECT 1 FROM transfer_line l WHERE l.merchant = t.merchant AND l.ticket = t.id AND l.state = 'accepted'
              AND (t.transfer IS NULL OR l.transfer = t.transfer))",
    ),
    (
        "each change of a transfer has its event",
        "SELECT COUNT(*) FROM transfer_line l WHERE l.piece_of IS NULL AND NOT EXISTS
           (SELECT 1 FROM event e WHERE e.merchant = l.merchant AND e.ticket = l.ticket AND e.line = l.transfer
              AND e.kind = CASE l.state WHEN 'undone_by_return' THEN 'transfer_undone'
                                        ELSE 'transfer_' || l.state END)",
    ),
    (
        "no half minute redeems a ticket twice",
        "SELECT COUNT(*) FROM (SELECT u.ticket FROM use_line u WHERE u.step IS NOT NULL
           GROUP BY u.merchant, u.ticket, u.step HAVING COUNT(*) > 1) AS twice",
    ),
];
