-- SQLite's planner is told of the tables that grow (../sqlite/0025_plans.sql); PostgreSQL measures them itself.
SELECT 1;
