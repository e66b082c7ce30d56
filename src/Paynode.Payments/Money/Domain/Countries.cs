using System.Collections.Frozen;

namespace Paynode.Payments;

/// <summary>Where each fiat currency is in use: countries and territories by ISO 3166-1 alpha-2 code.</summary>
/// <remarks>
/// Sources: ISO 4217 list one (entities and their currencies), and for a currency without legal tender status its wide use where
/// the list names it. It says where a payout in a currency can be spent, not where a provider has customers.
/// </remarks>
public static class Countries
{
    private const string Africa =
        "NGN:NG KES:KE GHS:GH ZAR:ZA TZS:TZ ZMW:ZM MWK:MW EGP:EG MAD:MA,EH ETB:ET BWP:BW MUR:MU NAD:NA SZL:SZ LSL:LS MZN:MZ "
        + "AOA:AO SLE:SL LRD:LR GMD:GM CDF:CD SCR:SC SDG:SD DZD:DZ MRU:MR STN:ST UGX:UG RWF:RW BIF:BI GNF:GN DJF:DJ KMF:KM "
        + "TND:TN LYD:LY XOF:BJ,BF,CI,GW,ML,NE,SN,TG XAF:CM,CF,TD,CG,GQ,GA";

    private const string Americas =
        "BRL:BR MXN:MX COP:CO PEN:PE ARS:AR BOB:BO DOP:DO GTQ:GT HNL:HN NIO:NI CRC:CR PAB:PA UYU:UY JMD:JM TTD:TT HTG:HT "
        + "BBD:BB BSD:BS BZD:BZ GYD:GY SRD:SR VES:VE CLP:CL PYG:PY CAD:CA USD:US,EC,SV,PR,TL,MH,FM,PW,GU,AS,VI,VG,TC,BQ,MP";

    private const string AsiaAndPacific =
        "PHP:PH IDR:ID THB:TH MYR:MY SGD:SG KHR:KH LAK:LA MMK:MM BND:BN INR:IN PKR:PK BDT:BD LKR:LK NPR:NP VND:VN JPY:JP "
        + "KRW:KR CNY:CN HKD:HK AUD:AU,KI,NR,TV,NF,CX,CC AED:AE BHD:BH KWD:KW OMR:OM JOD:JO";

    private const string Europe =
        "EUR:AT,BE,BG,HR,CY,EE,FI,FR,DE,GR,IE,IT,LV,LT,LU,MT,NL,PT,SK,SI,ES,AD,MC,SM,VA,ME,GF,GP,MQ,RE,YT,PM,BL,MF,AX "
        + "GBP:GB,GG,IM,JE CHF:CH,LI TRY:TR";

    private static readonly FrozenDictionary<string, string[]> ByCurrency =
        string.Join(' ', Africa, Americas, AsiaAndPacific, Europe).Split(' ')
            .Select(entry => entry.Split(':'))
            .ToFrozenDictionary(entry => entry[0], entry => entry[1].Split(','), StringComparer.Ordinal);

    /// <summary>The countries of a currency, by alpha-2 code; none for a token.</summary>
    public static IReadOnlyList<string> Of(Currency currency)
    {
        ArgumentNullException.ThrowIfNull(currency);
        return ByCurrency.GetValueOrDefault(currency.Code, []);
    }
}
