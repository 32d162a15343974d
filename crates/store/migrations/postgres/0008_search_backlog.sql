-- Nothing: GIN indexes put off what is new by themselves ("fastupdate"). The twin in ../sqlite needs a list for that.
SELECT 1;
